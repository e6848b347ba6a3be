//! The steps, and when each is possible.

use stateright::{Model, Property};

use super::state::{State, Step, Worker, each_job};
use super::{Case, DEATHS, ITEMS, Jobs, KILLERS, LATER, LOST, SETTLED, SINGLES, TURNS, TWICE};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A single request is accepted.
    Arrive(Jobs),
    /// `queue::own`, `queue::find`, `claims::take`.
    Claim(usize),
    /// `mark::write`, committed in a transaction of its own.
    LeaveMark(usize),
    /// `apply::apply`: a job that kills ends its worker here.
    Apply(usize),
    /// `mark::record_turn`, `queue::advance`, COMMIT.
    Commit(usize),
    /// kill -9: the server rolls the transaction back, and the mark stays.
    Kill(usize),
    /// SIGSTOP: the server ends the transaction (`idle_in_transaction_session_timeout`).
    Freeze(usize),
    /// SIGCONT: the worker writes the mark that it was about to write, finds that its transaction has ended, and
    /// continues.
    Thaw(usize),
    /// A conflict: the transaction is rolled back.
    RollBack(usize),
    /// `amend_mark`, which may happen after the next claim.
    Forgive(usize),
    /// The orchestrator starts a worker.
    Start(usize),
    /// `pg_ctl restart`: every transaction is rolled back, and the workers keep running.
    Restart,
    /// `allocation::take_back`: waits for a claim that holds the job.
    Withdraw(Jobs),
}

impl Model for Case {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            workers: [Worker::Idle, Worker::Idle],
            queue: ITEMS,
            arrived: ITEMS,
            paid: 0,
            twice: 0,
            parked: 0,
            withdrawn: 0,
            marks: Vec::new(),
            server: 0,
            next_mark: 0,
            deaths: 0,
            kills: 0,
            freezes: 0,
            rollbacks: 0,
            restarts: 0,
            withdrawals: 0,
            broken: 0,
            in_a_row: 0,
            wronged: 0,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend(each_job(SINGLES & !state.arrived).take(1).map(Action::Arrive));
        if state.restarts < self.restarts {
            actions.push(Action::Restart);
        }
        let held = state.claims().fold(0, |all, claim| all | claim.taken);
        if state.withdrawals < self.withdrawals {
            actions.extend(each_job(state.queue & SINGLES & !held).map(Action::Withdraw));
        }
        for (n, worker) in state.workers.iter().enumerate() {
            match worker {
                // The lock of the ring row excludes other claims. Two idle workers are equivalent, so one is enough.
                Worker::Idle
                    if state.claims().next().is_none()
                        && !state.workers[..n].contains(&Worker::Idle)
                        && state.take(self).0 != 0 =>
                {
                    actions.push(Action::Claim(n));
                }
                Worker::Idle => {}
                Worker::Claims(claim) => {
                    actions.push(match claim.step {
                        _ if state.must_park(claim, self) => Action::Commit(n),
                        Step::Taken => Action::LeaveMark(n),
                        Step::Marked => Action::Apply(n),
                        Step::Applied => Action::Commit(n),
                    });
                    if state.kills < self.kills {
                        actions.push(Action::Kill(n));
                    }
                    if state.freezes < self.freezes {
                        actions.push(Action::Freeze(n));
                    }
                    if state.rollbacks < self.rollbacks {
                        actions.push(Action::RollBack(n));
                    }
                }
                Worker::Forgives(_) => actions.push(Action::Forgive(n)),
                Worker::Frozen(_) => actions.push(Action::Thaw(n)),
                Worker::Dead => actions.push(Action::Start(n)),
            }
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Arrive(job) => {
                state.arrived |= job;
                state.queue |= job;
            }
            Action::Withdraw(job) => {
                state.withdrawals += 1;
                state.queue &= !job;
                state.withdrawn |= job;
            }
            Action::Restart => {
                state.restarts += 1;
                state.restart(self);
            }
            Action::Start(n) => state.workers[n] = Worker::Idle,
            Action::Claim(n) => state.claim(n, self),
            Action::LeaveMark(n)
            | Action::Apply(n)
            | Action::Commit(n)
            | Action::Kill(n)
            | Action::Freeze(n)
            | Action::Thaw(n)
            | Action::RollBack(n)
            | Action::Forgive(n) => {
                let (Worker::Claims(claim) | Worker::Forgives(claim) | Worker::Frozen(claim)) =
                    state.workers[n].clone()
                else {
                    return None;
                };
                state.advance(n, claim, action, self);
            }
        }
        Some(state)
    }

    fn within_boundary(&self, state: &State) -> bool {
        state.deaths <= self.most_deaths() + 1
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(TWICE, |_, state: &State| state.twice == 0),
            Property::always(LOST, |_, state: &State| {
                let places = [state.queue, state.paid, state.parked, state.withdrawn];
                let all = places.iter().fold(0, |all, place| all | place);
                let counted: u32 = places.iter().map(|place| place.count_ones()).sum();
                all == state.arrived && counted == all.count_ones()
            }),
            Property::always(KILLERS, |case: &Self, state: &State| state.parked & !case.killers == 0),
            Property::always(DEATHS, |case: &Self, state: &State| state.deaths <= case.most_deaths()),
            Property::always(TURNS, |_, state: &State| state.in_a_row <= 1),
            Property::always(LATER, |_, state: &State| state.wronged == 0),
            // Each claim has a new number, so every path ends.
            Property::always(SETTLED, |case: &Self, state: &State| {
                let mut actions = Vec::new();
                case.actions(state, &mut actions);
                let settled = state.queue == 0 && state.parked == case.killers & !state.withdrawn;
                !actions.is_empty() || settled
            }),
        ]
    }
}
