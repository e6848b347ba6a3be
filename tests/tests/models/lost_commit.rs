//! A COMMIT whose reply is lost while its server fails over. A client sends a request, and perhaps sends it again
//! with the same key. The model has a primary, its synchronous standby that replays late, held replies, a crash or a
//! cut between the two, a promotion, and the look-up.
//!
//! The old primary may keep running, cut off from the standby. The history of the promoted server counts.

mod steps;

use stateright::{Model, Property};

use crate::{assert_breaks, assert_holds};

/// The number of requests with the same key.
const TRIES: usize = 2;

/// The guards of the guarantees.
#[derive(Clone, Copy)]
struct Guards {
    /// `synchronous_standby_names`: a COMMIT is confirmed when the standby has it (docs/reliability.md).
    synchronous: bool,
    /// `domain::platform::db::Servers::admit`: no session on a server in recovery.
    no_standby: bool,
    /// `domain::platform::db::attest`: a server must show by a commit that it can write before it is believed.
    attest: bool,
    /// `api::work::transact::Witness`: a committed id may be another transaction's, so the row itself is looked up.
    witness: bool,
    /// The unique index of references on `allocations`.
    unique: bool,
}

const ALL: Guards = Guards { synchronous: true, no_standby: true, attest: true, witness: true, unique: true };

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Server {
    Old,
    Standby,
}

/// The progress of a try's transaction on the old primary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum There {
    #[default]
    Nothing,
    /// It has an id, and its COMMIT is on the way.
    Open,
    /// Its commit record is on disk, and not visible yet.
    Written,
    /// It is confirmed and visible.
    Seen,
    Aborted,
}

/// What the API knows of a try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Api {
    #[default]
    NotAsked,
    /// COMMIT was sent to this server.
    AtCommit(Server),
    /// The reply is lost.
    Unknown,
    /// A server has reported whether it was committed, but has not shown yet that it can write.
    Heard(Server, bool),
    /// 201 or 202.
    Accepted,
    /// 503: nothing was recorded, and nothing will be.
    Refused,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    api: [Api; TRIES],
    there: [There; TRIES],
    /// The commit records of the old primary, by try.
    log: Vec<usize>,
    /// How many of them the standby has on disk, and how many it shows.
    received: usize,
    replayed: usize,
    crashed: bool,
    cut_off: bool,
    promoted: bool,
    /// The commits on the standby since its promotion.
    since: Vec<usize>,
    /// Another transaction was committed there. Ids that the old primary had assigned are assigned again.
    strangers: bool,
    /// A client has looked for an acknowledged payment and not found it.
    stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Send(usize, Server),
    Write(usize),
    Confirm(usize),
    Lose(usize),
    Abort(usize),
    Receive,
    Replay,
    Crash,
    CutOff,
    Promote,
    Stranger,
    Ask(usize, Server),
    Attest(usize),
    Look,
}

struct Failover(Guards);

impl State {
    fn old_lives(&self) -> bool {
        !self.crashed
    }

    /// Returns whether the standby has the commit record of a try, from the old primary or its own.
    fn standby_has(&self, of: usize, shown: usize) -> bool {
        self.log[..shown].contains(&of) || self.since.contains(&of)
    }

    /// Returns whether `server` shows the row of a try.
    fn shows(&self, server: Server, of: usize) -> bool {
        match server {
            Server::Old => self.there[of] == There::Seen,
            Server::Standby => self.standby_has(of, self.replayed),
        }
    }

    /// Returns whether a try has inserted its row on `server`, and not ended.
    fn is_open(&self, server: Server, of: usize) -> bool {
        match server {
            Server::Old => matches!(self.there[of], There::Open | There::Written),
            Server::Standby => self.api[of] == Api::AtCommit(server) && !self.since.contains(&of),
        }
    }

    /// Returns the tries whose rows are in the history that counts.
    fn recorded(&self) -> Vec<usize> {
        let server = if self.promoted { Server::Standby } else { Server::Old };
        (0..TRIES).filter(|of| self.shows(server, *of)).collect()
    }

    /// Returns whether the row of a try is in the history that counts, or may still get there.
    fn may_be_recorded(&self, of: usize) -> bool {
        match self.promoted {
            true => self.standby_has(of, self.received),
            false => matches!(self.there[of], There::Open | There::Written | There::Seen),
        }
    }

    /// Returns whether `server` confirms a commit of its own.
    fn confirms(&self, server: Server, guards: Guards) -> bool {
        match server {
            Server::Old => self.old_lives() && (!guards.synchronous || !self.cut_off && !self.promoted),
            Server::Standby => self.promoted,
        }
    }

    /// Returns what `pg_xact_status` says on `server` about the id of a try; `None` for "in progress".
    fn status(&self, server: Server, of: usize, guards: Guards) -> Option<bool> {
        let committed = self.shows(server, of);
        match server {
            Server::Old if self.is_open(server, of) => None,
            Server::Old => Some(committed),
            // The id was assigned again, and that transaction is committed.
            Server::Standby if !committed && self.strangers => Some(!guards.witness),
            Server::Standby => Some(committed),
        }
    }
}

impl Model for Failover {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        let servers = [Server::Old, Server::Standby];
        for of in 0..TRIES {
            for server in servers {
                steps.push(Step::Send(of, server));
                steps.push(Step::Ask(of, server));
            }
            steps.extend([
                Step::Write(of),
                Step::Confirm(of),
                Step::Lose(of),
                Step::Abort(of),
                Step::Attest(of),
            ]);
        }
        steps.extend([Step::Receive, Step::Replay, Step::Crash, Step::CutOff, Step::Promote]);
        steps.extend([Step::Stranger, Step::Look]);
        // A step without effect is not a step.
        steps.retain(|step| self.next_state(state, *step).is_some_and(|next| next != *state));
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        self.after(state, step)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a refusal is true", |_, state: &State| {
                (0..TRIES).all(|of| state.api[of] != Api::Refused || !state.may_be_recorded(of))
            }),
            Property::always("an acknowledged payment is kept", |_, state: &State| {
                !state.api.contains(&Api::Accepted) || !state.recorded().is_empty()
            }),
            Property::always("a key is paid once", |_, state: &State| state.recorded().len() <= 1),
            Property::always("an acknowledged payment is visible", |_, state: &State| !state.stale),
            Property::sometimes("a lost reply is found committed after a failover", |_, state: &State| {
                state.promoted && state.api[0] == Api::Accepted && !state.log.is_empty()
            }),
            Property::sometimes("a lost reply is found aborted after a failover", |_, state: &State| {
                state.promoted && state.api[0] == Api::Refused
            }),
            Property::sometimes("the second try is paid where the first was not", |_, state: &State| {
                state.api == [Api::Refused, Api::Accepted]
            }),
        ]
    }
}

#[test]
fn every_answer_is_true_in_every_interleaving() {
    assert_holds(Failover(ALL));
}

#[test]
fn without_a_synchronous_standby_an_acknowledged_payment_is_lost() {
    assert_breaks(Failover(Guards { synchronous: false, ..ALL }), "an acknowledged payment is kept");
}

#[test]
fn without_refusing_standbys_an_acknowledged_payment_is_not_seen() {
    assert_breaks(Failover(Guards { no_standby: false, ..ALL }), "an acknowledged payment is visible");
}

#[test]
fn without_a_commit_of_its_own_an_old_primary_is_believed() {
    assert_breaks(Failover(Guards { attest: false, ..ALL }), "a refusal is true");
}

#[test]
fn without_the_witness_another_commit_is_taken_for_ours() {
    assert_breaks(Failover(Guards { witness: false, ..ALL }), "an acknowledged payment is kept");
}

#[test]
fn without_the_unique_reference_a_second_try_is_also_paid() {
    assert_breaks(Failover(Guards { unique: false, ..ALL }), "a key is paid once");
}
