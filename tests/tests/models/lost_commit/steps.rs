//! The steps. Each returns `None` when it is not possible.

use super::{Api, Failover, Server, State, Step, TRIES, There};

impl Failover {
    /// Returns the state after `step`.
    pub(super) fn after(&self, state: &State, step: Step) -> Option<State> {
        match step {
            Step::Send(of, server) => self.send(state, of, server),
            Step::Write(of) => write(state, of),
            Step::Confirm(of) => self.confirm(state, of),
            Step::Lose(of) => lose(state, of),
            Step::Abort(of) => abort(state, of),
            Step::Receive => receive(state),
            Step::Replay => replay(state),
            Step::Crash => Some(State { crashed: true, ..state.clone() }),
            Step::CutOff => Some(State { cut_off: true, ..state.clone() }),
            Step::Promote => promote(state),
            Step::Stranger => state.promoted.then(|| State { strangers: true, ..state.clone() }),
            Step::Ask(of, server) => self.ask(state, of, server),
            Step::Attest(of) => self.attest(state, of),
            Step::Look => self.look(state),
        }
    }

    /// api::app::group_commit, and the second try: the client was refused, or has waited long enough.
    fn send(&self, state: &State, of: usize, server: Server) -> Option<State> {
        let guards = self.0;
        let earlier_is_left = of == 0 || !matches!(state.api[of - 1], Api::NotAsked);
        let reached = match server {
            Server::Old => state.old_lives(),
            // A standby refuses writes by itself.
            Server::Standby => state.promoted,
        };
        if state.api[of] != Api::NotAsked || !earlier_is_left || !reached {
            return None;
        }
        let mut next = state.clone();
        let other = 1 - of;
        if guards.unique && state.is_open(server, other) {
            // It waits for the other try.
            return None;
        }
        if guards.unique && state.shows(server, other) {
            // domain::allocation::record_group: a duplicate, which the group's own COMMIT confirms.
            return state.confirms(server, guards).then(|| {
                next.api[of] = Api::Accepted;
                next
            });
        }
        next.api[of] = Api::AtCommit(server);
        if server == Server::Old {
            next.there[of] = There::Open;
        }
        Some(next)
    }

    /// The COMMIT is confirmed, and the reply arrives if the connection is still open.
    fn confirm(&self, state: &State, of: usize) -> Option<State> {
        let mut next = state.clone();
        let received = !self.0.synchronous || state.log[..state.received].contains(&of);
        if state.there[of] == There::Written && state.old_lives() && received {
            next.there[of] = There::Seen;
        } else if !(state.api[of] == Api::AtCommit(Server::Standby) && state.since.contains(&of)) {
            return None;
        }
        if matches!(state.api[of], Api::AtCommit(_)) {
            next.api[of] = Api::Accepted;
        }
        Some(next)
    }

    /// api::work::transact::evidence_on: the status and the witness, on a connection of its own.
    fn ask(&self, state: &State, of: usize, server: Server) -> Option<State> {
        let reached = match server {
            Server::Old => state.old_lives(),
            Server::Standby => state.promoted || !self.0.no_standby,
        };
        if state.api[of] != Api::Unknown || !reached {
            return None;
        }
        let mut next = state.clone();
        next.api[of] = Api::Heard(server, state.status(server, of, self.0)?);
        Some(next)
    }

    /// domain::platform::db::attest and its COMMIT. Without a confirmation, the API asks again.
    fn attest(&self, state: &State, of: usize) -> Option<State> {
        let Api::Heard(server, committed) = state.api[of] else { return None };
        let believed = !self.0.attest || state.confirms(server, self.0);
        let mut next = state.clone();
        next.api[of] = match (believed, committed) {
            (false, _) => Api::Unknown,
            (true, true) => Api::Accepted,
            (true, false) => Api::Refused,
        };
        Some(next)
    }

    /// GET /v1/allocations/{id}, through a session that was opened on the standby.
    fn look(&self, state: &State) -> Option<State> {
        if self.0.no_standby || state.promoted {
            return None;
        }
        let acknowledged = (0..TRIES).any(|of| state.api[of] == Api::Accepted);
        let mut next = state.clone();
        next.stale |= acknowledged && !(0..TRIES).any(|of| state.shows(Server::Standby, of));
        Some(next)
    }
}

/// The server writes the commit record.
fn write(state: &State, of: usize) -> Option<State> {
    let mut next = state.clone();
    if state.there[of] == There::Open && state.old_lives() {
        next.there[of] = There::Written;
        next.log.push(of);
    } else if state.api[of] == Api::AtCommit(Server::Standby) && !state.since.contains(&of) {
        next.since.push(of);
    } else {
        return None;
    }
    Some(next)
}

/// A held reply, a cut connection, a dead server (api::work::transact::TaskOutcome::CommitUnanswered).
fn lose(state: &State, of: usize) -> Option<State> {
    if !matches!(state.api[of], Api::AtCommit(_)) {
        return None;
    }
    let mut next = state.clone();
    next.api[of] = Api::Unknown;
    Some(next)
}

/// The COMMIT never arrived, and the server has noticed that the client is gone.
fn abort(state: &State, of: usize) -> Option<State> {
    if state.there[of] != There::Open || matches!(state.api[of], Api::AtCommit(_)) {
        return None;
    }
    let mut next = state.clone();
    next.there[of] = There::Aborted;
    Some(next)
}

fn receive(state: &State) -> Option<State> {
    if state.received == state.log.len() || state.cut_off || state.crashed || state.promoted {
        return None;
    }
    Some(State { received: state.received + 1, ..state.clone() })
}

/// Replay may be late, for example behind a long query.
fn replay(state: &State) -> Option<State> {
    if state.replayed == state.received {
        return None;
    }
    Some(State { replayed: state.replayed + 1, ..state.clone() })
}

/// Postgres replays everything that it has received before it takes the first write.
fn promote(state: &State) -> Option<State> {
    if !(state.crashed || state.cut_off) {
        return None;
    }
    Some(State { promoted: true, replayed: state.received, ..state.clone() })
}
