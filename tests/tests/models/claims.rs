//! The claim with its mark: two workers and one business, whose jobs are taken, marked, applied and committed, while workers
//! die at any step, are frozen, have their transactions rolled back, or lose their server, and a request is withdrawn.
//!
//! In every order: nothing is paid twice, nothing is lost, only jobs that kill are parked, each costs a bounded number of
//! deaths, everything else is paid, suspects have one turn at a time while others are ready, and nothing that came later
//! is a suspect.

use domain::queue::mark::{MAX_DEATHS, MAX_EXCUSED};
use stateright::{Checker, Model, Property};

/// Jobs by their numbers, which rise like ids: four items of a batch, then two single requests.
type Jobs = u8;

const ITEMS: Jobs = 0b00_1111;
const SINGLES: Jobs = 0b11_0000;

/// How many jobs a claim takes, and into how many parts those of one that broke off are cut.
const CLAIM: u32 = 4;
const PARTS: u32 = 2;

/// What holds the promises; a test takes each out in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// A claim's jobs leave the queue and are paid in one transaction (`worker::apply_claim::settle`).
    OneTransaction,
    /// The mark is committed apart, before the work (`mark::leave` on `Session::marks`).
    MarkApart,
    /// Suspects are cut into parts (`Mark::part`).
    Cut,
    /// What is parked stands alone (`Mark::convicts`).
    Alone,
    /// A part that broke off is not taken with what it was part of (`take::open`).
    PartsApart,
    /// Others have their turn before suspects (`Mark::rested`).
    Turns,
    /// The suspects of each lane end with its last job (`Mark::range`), not with the last of the queue.
    Lanes,
    /// A worker takes away its own mark only (`mark::clear` by the claim's id).
    OwnMark,
    /// A server's end is excused a bounded number of times (`MAX_EXCUSED`).
    BoundedExcuse,
}

/// A case: what goes wrong, and how often.
#[derive(Debug, Clone, Copy)]
struct Case {
    without: Option<Guard>,
    killers: Jobs,
    /// Whether a job that kills takes its server down instead of its worker.
    server_dies: bool,
    kills: u8,
    freezes: u8,
    rollbacks: u8,
    restarts: u8,
    withdrawals: u8,
}

impl Case {
    const fn of(killers: Jobs) -> Self {
        Self {
            without: None,
            killers,
            server_dies: false,
            kills: 0,
            freezes: 0,
            rollbacks: 0,
            restarts: 0,
            withdrawals: 0,
        }
    }

    fn has(&self, guard: Guard) -> bool {
        self.without != Some(guard)
    }

    /// How many deaths the jobs that kill may cost: those of one claim share the first.
    fn most_deaths(&self) -> u8 {
        let each = u8::try_from(MAX_DEATHS).unwrap() + if self.server_dies { excused(u8::MAX) } else { 0 };
        // A claim that was forgotten, or begun twice, by chance: a fault costs one death more at the most.
        let faults = self.restarts + self.rollbacks;
        self.killers.count_ones() as u8 * each + faults
    }
}

fn excused(times: u8) -> u8 {
    times.min(u8::try_from(MAX_EXCUSED).unwrap())
}

/// `domain::queue::mark::Mark`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Mark {
    id: u8,
    deaths: u8,
    excused: u8,
    /// `server_started`
    server: u8,
    jobs: u8,
    looked_at: u8,
    rested: bool,
    /// All that lies between the first and the last of a lane.
    range: Jobs,
}

/// `worker::claims::Claim`, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Claim {
    taken: Jobs,
    mark: Mark,
    suspected: Option<Mark>,
    step: Step,
    /// Whether other jobs were ready.
    others: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Taken,
    Marked,
    Applied,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Worker {
    Idle,
    Claims(Claim),
    /// Its transaction is rolled back, and it is about to take its mark away.
    Forgives(Claim),
    /// Its transaction is gone, and it does not know.
    Frozen(Claim),
    Dead,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    workers: [Worker; 2],
    queue: Jobs,
    arrived: Jobs,
    paid: Jobs,
    twice: Jobs,
    parked: Jobs,
    withdrawn: Jobs,
    marks: Vec<Mark>,
    server: u8,
    next_mark: u8,
    /// Deaths that a job has caused, and what else went wrong.
    deaths: u8,
    kills: u8,
    freezes: u8,
    rollbacks: u8,
    restarts: u8,
    withdrawals: u8,
    /// Jobs that were in a claim that broke off.
    broken: Jobs,
    /// Turns of suspects in a row, while others were ready.
    in_a_row: u8,
    /// Suspects that were in no claim that broke off.
    wronged: Jobs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// A single request is accepted.
    Arrive(Jobs),
    /// `queue::own`, `queue::find`, `claims::take`.
    Claim(usize),
    /// `mark::leave`, committed apart.
    LeaveMark(usize),
    /// `apply::apply`: a job that kills ends its worker here.
    Apply(usize),
    /// `mark::had_turn`, `queue::advance`, COMMIT.
    Commit(usize),
    /// kill -9: the server rolls the transaction back, the mark stays.
    Kill(usize),
    /// SIGSTOP: the server ends the transaction (`idle_in_transaction_session_timeout`).
    Freeze(usize),
    /// SIGCONT: it leaves the mark that it was about to leave, finds its transaction gone, and goes on.
    Thaw(usize),
    /// A conflict: the transaction is rolled back.
    RollBack(usize),
    /// `apply_claim::forgive`, which may come after the next claim.
    Forgive(usize),
    /// The orchestrator's.
    Start(usize),
    /// `pg_ctl restart`: every transaction is rolled back; workers live.
    Restart,
    /// `allocation::withdraw`: waits for a claim that holds the job.
    Withdraw(Jobs),
}

fn singly(jobs: Jobs) -> impl Iterator<Item = Jobs> {
    (0..Jobs::BITS).map(|n| 1 << n).filter(move |job| jobs & job != 0)
}

/// The first `limit`, singles before items.
fn first(jobs: Jobs, limit: u32) -> Jobs {
    singly(jobs & SINGLES).chain(singly(jobs & ITEMS)).take(limit as usize).sum()
}

/// From the first to the last.
fn between(jobs: Jobs) -> Jobs {
    if jobs == 0 {
        return 0;
    }
    (Jobs::MAX >> jobs.leading_zeros()) & (Jobs::MAX << jobs.trailing_zeros())
}

impl Mark {
    fn counted(&self, state: &State, case: &Case) -> u8 {
        let times = self.excused + u8::from(self.server != state.server);
        self.deaths - if case.has(Guard::BoundedExcuse) { excused(times) } else { times }.min(self.deaths)
    }
}

impl State {
    fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.workers.iter().filter_map(|worker| match worker {
            Worker::Claims(claim) => Some(claim),
            _ => None,
        })
    }

    /// `claims::take`: the jobs, and the mark they are suspects of.
    fn take(&self, case: &Case) -> (Jobs, Option<Mark>) {
        let suspects = self.marks.iter().fold(0, |all, mark| all | mark.range);
        let ordinary = first(self.queue & !suspects, CLAIM);
        let rested = !self.marks.is_empty() && self.marks.iter().all(|mark| mark.rested);
        let suspects_first = rested || (!case.has(Guard::Turns) && !self.marks.is_empty());
        if !suspects_first && ordinary != 0 {
            return (ordinary, None);
        }
        for (place, mark) in self.marks.iter().enumerate() {
            let behind = self.marks[place + 1..].iter().fold(0, |all, other| all | other.range);
            let apart = if case.has(Guard::PartsApart) { behind } else { 0 };
            let parts = if mark.counted(self, case) > 0 && case.has(Guard::Cut) { PARTS } else { 1 };
            let taken = first(self.queue & mark.range & !apart, u32::from(mark.jobs).div_ceil(parts));
            if taken != 0 {
                return (taken, Some(mark.clone()));
            }
        }
        (ordinary, None)
    }

    fn claim(&mut self, worker: usize, case: &Case) {
        let (taken, suspected) = self.take(case);
        let others = self.queue & !self.marks.iter().fold(0, |all, mark| all | mark.range) != 0;
        if suspected.is_some() {
            self.wronged |= taken & !self.broken;
        }
        let range = if case.has(Guard::Lanes) {
            between(taken & ITEMS) | between(taken & SINGLES)
        } else if taken & ITEMS != 0 {
            SINGLES | between(1 | (taken & ITEMS))
        } else {
            between(taken)
        };
        let mark = Mark {
            id: self.next_mark,
            deaths: suspected.as_ref().map_or(0, |mark| mark.deaths) + 1,
            excused: suspected.as_ref().map_or(0, |mark| mark.deaths - mark.counted(self, case)),
            server: self.server,
            jobs: taken.count_ones() as u8,
            looked_at: 0,
            rested: false,
            range,
        };
        self.next_mark += 1;
        self.workers[worker] = Worker::Claims(Claim { taken, mark, suspected, step: Step::Taken, others });
    }

    /// A turn is used once the mark is there, or by parking.
    fn use_turn(&mut self, claim: &Claim) {
        self.in_a_row = if claim.suspected.is_some() && claim.others { self.in_a_row + 1 } else { 0 };
    }

    /// A claim whose one job is convicted is parked without a mark.
    fn convicts(&self, claim: &Claim, case: &Case) -> bool {
        claim.suspected.as_ref().is_some_and(|mark| {
            (mark.jobs == 1 || !case.has(Guard::Alone))
                && mark.counted(self, case) >= if case.has(Guard::Alone) { MAX_DEATHS as u8 } else { 2 }
        })
    }

    fn leave_mark(&mut self, claim: &Claim) {
        self.marks.push(claim.mark.clone());
        self.marks.sort_unstable_by_key(|mark| (mark.deaths, mark.id));
    }

    /// The claim broke off.
    fn broke_off(&mut self, claim: &Claim, case: &Case) {
        if !case.has(Guard::MarkApart) {
            self.marks.retain(|mark| mark.id != claim.mark.id);
        }
        self.broken |= claim.taken;
    }

    fn commit(&mut self, claim: &Claim, case: &Case) {
        if self.convicts(claim, case) {
            self.use_turn(claim);
            self.parked |= claim.taken;
        } else if case.has(Guard::OneTransaction) {
            self.pay(claim.taken);
        }
        self.queue &= !claim.taken;
        for mark in &mut self.marks {
            mark.rested = claim.suspected.is_none();
            if claim.suspected.as_ref().is_some_and(|suspected| suspected.id == mark.id) {
                mark.looked_at += claim.taken.count_ones() as u8;
            }
        }
        let queue = self.queue;
        self.marks
            .retain(|mark| mark.id != claim.mark.id && mark.looked_at < mark.jobs && mark.range & queue != 0);
    }

    fn pay(&mut self, jobs: Jobs) {
        self.twice |= self.paid & jobs;
        self.paid |= jobs;
    }

    /// The server ends, and is there again: it rolled back what was open.
    fn restart(&mut self, case: &Case) {
        self.server += 1;
        for worker in 0..self.workers.len() {
            if let Worker::Claims(claim) = self.workers[worker].clone() {
                self.broke_off(&claim, case);
                self.workers[worker] = Worker::Idle;
            }
        }
    }
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
        actions.extend(singly(SINGLES & !state.arrived).take(1).map(Action::Arrive));
        if state.restarts < self.restarts {
            actions.push(Action::Restart);
        }
        let held = state.claims().fold(0, |all, claim| all | claim.taken);
        if state.withdrawals < self.withdrawals {
            actions.extend(singly(state.queue & SINGLES & !held).map(Action::Withdraw));
        }
        for (n, worker) in state.workers.iter().enumerate() {
            match worker {
                // Owning the ring row keeps other claims away.
                Worker::Idle if state.claims().next().is_none() && state.take(self).0 != 0 => {
                    actions.push(Action::Claim(n));
                }
                Worker::Idle => {}
                Worker::Claims(claim) => {
                    actions.push(match claim.step {
                        _ if state.convicts(claim, self) => Action::Commit(n),
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
                state.go_on(n, claim, action, self);
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
            // Each claim has a new number, so every way has an end.
            Property::always(SETTLED, |case: &Self, state: &State| {
                let mut actions = Vec::new();
                case.actions(state, &mut actions);
                let settled = state.queue == 0 && state.parked == case.killers & !state.withdrawn;
                !actions.is_empty() || settled
            }),
        ]
    }
}

const TWICE: &str = "nothing is paid twice";
const LOST: &str = "everything is in one place";
const KILLERS: &str = "only what kills is parked";
const DEATHS: &str = "deaths are bounded";
const TURNS: &str = "suspects have one turn at a time while others are ready";
const LATER: &str = "what came later is no suspect";
const SETTLED: &str = "at the end mates are paid and killers parked";

impl State {
    /// A worker's claim goes on, or breaks off.
    fn go_on(&mut self, n: usize, mut claim: Claim, action: Action, case: &Case) {
        match action {
            Action::LeaveMark(_) => {
                self.use_turn(&claim);
                self.leave_mark(&claim);
                claim.step = Step::Marked;
                self.workers[n] = Worker::Claims(claim);
            }
            Action::Apply(_) if claim.taken & case.killers != 0 => {
                self.deaths += 1;
                self.broke_off(&claim, case);
                if case.server_dies {
                    self.restart(case);
                } else {
                    self.workers[n] = Worker::Dead;
                }
            }
            Action::Apply(_) => {
                if !case.has(Guard::OneTransaction) {
                    self.pay(claim.taken);
                }
                claim.step = Step::Applied;
                self.workers[n] = Worker::Claims(claim);
            }
            Action::Commit(_) => {
                self.commit(&claim, case);
                self.workers[n] = Worker::Idle;
            }
            Action::Kill(_) => {
                self.kills += 1;
                self.broke_off(&claim, case);
                self.workers[n] = Worker::Dead;
            }
            Action::Freeze(_) => {
                self.freezes += 1;
                self.broke_off(&claim, case);
                self.workers[n] = Worker::Frozen(claim);
            }
            Action::Thaw(_) => {
                if claim.step == Step::Taken && !self.convicts(&claim, case) {
                    self.leave_mark(&claim);
                }
                self.workers[n] = Worker::Idle;
            }
            Action::RollBack(_) => {
                self.rollbacks += 1;
                if claim.suspected.is_some() && claim.step != Step::Taken {
                    // Nothing is against them: it is still their turn.
                    self.in_a_row = self.in_a_row.saturating_sub(1);
                }
                self.broken |= claim.taken;
                self.workers[n] = Worker::Forgives(claim);
            }
            _ => {
                let all = !case.has(Guard::OwnMark);
                self.marks.retain(|mark| !all && mark.id != claim.mark.id);
                self.workers[n] = Worker::Idle;
            }
        }
    }
}

/// Explores all of it: every promise holds.
fn holds(case: Case) {
    let checked = case.checker().spawn_bfs().join();
    checked.assert_properties();
    assert!(checked.unique_state_count() > 100, "{} states", checked.unique_state_count());
}

/// The model without `guard` breaks `promise`.
fn breaks(guard: Guard, case: Case, promise: &'static str) {
    let checked = Case { without: Some(guard), ..case }.checker().spawn_bfs().join();
    checked.assert_any_discovery(promise);
}

/// An item that kills.
const ONE: Case = Case::of(0b00_0010);

#[test]
fn the_promises_hold_without_faults() {
    holds(ONE);
    holds(Case::of(0b00_1001));
    holds(Case::of(0b01_0000));
}

#[test]
fn the_promises_hold_when_workers_are_killed_and_frozen() {
    holds(Case { kills: 2, ..Case::of(0) });
    holds(Case { kills: 1, freezes: 1, ..Case::of(0) });
    holds(Case { kills: 1, ..ONE });
    holds(Case { freezes: 1, ..ONE });
}

#[test]
fn the_promises_hold_when_claims_are_rolled_back_and_requests_withdrawn() {
    holds(Case { rollbacks: 1, withdrawals: 1, ..ONE });
    holds(Case { rollbacks: 1, kills: 1, withdrawals: 1, ..Case::of(0) });
}

#[test]
fn the_promises_hold_when_the_server_restarts() {
    holds(Case { restarts: 2, ..Case::of(0) });
    holds(Case { restarts: 1, kills: 1, ..ONE });
    holds(Case { server_dies: true, ..ONE });
}

#[test]
fn paid_and_taken_apart_is_paid_twice() {
    breaks(Guard::OneTransaction, Case { kills: 1, ..Case::of(0) }, TWICE);
}

#[test]
fn a_mark_in_the_claims_transaction_is_lost_with_it() {
    breaks(Guard::MarkApart, ONE, DEATHS);
}

#[test]
fn suspects_that_are_not_cut_kill_for_ever() {
    breaks(Guard::Cut, ONE, DEATHS);
}

#[test]
fn mates_are_parked_with_one_that_did_not_stand_alone() {
    breaks(Guard::Alone, ONE, KILLERS);
}

#[test]
fn a_part_that_is_taken_with_the_whole_again_kills_too_often() {
    breaks(Guard::PartsApart, ONE, DEATHS);
}

#[test]
fn suspects_without_turns_hold_others_up() {
    breaks(Guard::Turns, Case { kills: 1, ..Case::of(0) }, TURNS);
}

#[test]
fn one_bound_for_both_lanes_suspects_later_requests() {
    breaks(Guard::Lanes, Case { kills: 1, ..Case::of(0) }, LATER);
}

#[test]
fn a_worker_that_takes_away_others_marks_forgets_deaths() {
    breaks(Guard::OwnMark, Case { rollbacks: 1, ..ONE }, DEATHS);
}

#[test]
fn excuses_without_end_let_a_job_take_its_server_down_for_ever() {
    breaks(Guard::BoundedExcuse, Case { server_dies: true, ..ONE }, DEATHS);
}
