//! The state of the model, and how each step changes it.

use domain::queue::mark::MAX_DEATHS;

use super::steps::Action;
use super::{CLAIM, Case, Guard, ITEMS, Jobs, PARTS, SINGLES, excused};

/// `domain::queue::mark::Mark`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    pub id: u8,
    pub deaths: u8,
    pub excused: u8,
    /// `server_started`
    pub server: u8,
    pub jobs: u8,
    pub looked_at: u8,
    pub rested: bool,
    /// All jobs between the first and the last of a lane.
    pub range: Jobs,
}

/// `worker::allocations::claims::Claim`, and its progress.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    pub taken: Jobs,
    pub mark: Mark,
    pub suspected: Option<Mark>,
    pub step: Step,
    /// Whether other jobs were ready.
    pub others: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Taken,
    Marked,
    Applied,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Worker {
    Idle,
    Claims(Claim),
    /// Its transaction is rolled back, and it is about to remove its mark.
    Forgives(Claim),
    /// Its transaction has ended, and the worker does not know yet.
    Frozen(Claim),
    Dead,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub workers: [Worker; 2],
    pub queue: Jobs,
    pub arrived: Jobs,
    pub paid: Jobs,
    pub twice: Jobs,
    pub parked: Jobs,
    pub withdrawn: Jobs,
    pub marks: Vec<Mark>,
    pub server: u8,
    pub next_mark: u8,
    /// How many deaths jobs have caused, and how often other faults happened.
    pub deaths: u8,
    pub kills: u8,
    pub freezes: u8,
    pub rollbacks: u8,
    pub restarts: u8,
    pub withdrawals: u8,
    /// Jobs that were in a claim that broke off.
    pub broken: Jobs,
    /// How many turns suspects had in a row while others were ready.
    pub in_a_row: u8,
    /// Suspects that were in no claim that broke off.
    pub wronged: Jobs,
}

pub fn each_job(jobs: Jobs) -> impl Iterator<Item = Jobs> {
    (0..Jobs::BITS).map(|n| 1 << n).filter(move |job| jobs & job != 0)
}

/// Returns the first `limit` jobs, single requests before items.
pub fn first(jobs: Jobs, limit: u32) -> Jobs {
    each_job(jobs & SINGLES).chain(each_job(jobs & ITEMS)).take(limit as usize).sum()
}

/// Returns all jobs from the first to the last.
pub fn between(jobs: Jobs) -> Jobs {
    if jobs == 0 {
        return 0;
    }
    (Jobs::MAX >> jobs.leading_zeros()) & (Jobs::MAX << jobs.trailing_zeros())
}

impl Mark {
    pub fn counted_deaths(&self, state: &State, case: &Case) -> u8 {
        let times = self.excused + u8::from(self.server != state.server);
        self.deaths - if case.has(Guard::BoundedExcuse) { excused(times) } else { times }.min(self.deaths)
    }
}

impl State {
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.workers.iter().filter_map(|worker| match worker {
            Worker::Claims(claim) => Some(claim),
            _ => None,
        })
    }

    /// `claims::take`: the jobs, and the mark that they are suspects of.
    pub fn take(&self, case: &Case) -> (Jobs, Option<Mark>) {
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
            let parts = if mark.counted_deaths(self, case) > 0 && case.has(Guard::Cut) { PARTS } else { 1 };
            let taken = first(self.queue & mark.range & !apart, u32::from(mark.jobs).div_ceil(parts));
            if taken != 0 {
                return (taken, Some(mark.clone()));
            }
        }
        (ordinary, None)
    }

    pub fn claim(&mut self, worker: usize, case: &Case) {
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
            excused: suspected.as_ref().map_or(0, |mark| mark.deaths - mark.counted_deaths(self, case)),
            server: self.server,
            jobs: taken.count_ones() as u8,
            looked_at: 0,
            rested: false,
            range,
        };
        self.next_mark += 1;
        self.workers[worker] = Worker::Claims(Claim { taken, mark, suspected, step: Step::Taken, others });
    }

    /// Uses up a turn, when the mark is committed or the job is parked.
    pub fn use_turn(&mut self, claim: &Claim) {
        self.in_a_row = if claim.suspected.is_some() && claim.others { self.in_a_row + 1 } else { 0 };
    }

    /// Returns whether the claim parks its only job, without a mark.
    pub fn must_park(&self, claim: &Claim, case: &Case) -> bool {
        claim.suspected.as_ref().is_some_and(|mark| {
            (mark.jobs == 1 || !case.has(Guard::Alone))
                && mark.counted_deaths(self, case)
                    >= if case.has(Guard::Alone) { MAX_DEATHS as u8 } else { 2 }
        })
    }

    pub fn leave_mark(&mut self, claim: &Claim) {
        self.marks.push(claim.mark.clone());
        self.marks.sort_unstable_by_key(|mark| (mark.deaths, mark.id));
    }

    /// Ends a claim that broke off.
    pub fn broke_off(&mut self, claim: &Claim, case: &Case) {
        if !case.has(Guard::MarkApart) {
            self.marks.retain(|mark| mark.id != claim.mark.id);
        }
        self.broken |= claim.taken;
    }

    pub fn commit(&mut self, claim: &Claim, case: &Case) {
        if self.must_park(claim, case) {
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

    pub fn pay(&mut self, jobs: Jobs) {
        self.twice |= self.paid & jobs;
        self.paid |= jobs;
    }

    /// Restarts the server, which rolls open transactions back.
    pub fn restart(&mut self, case: &Case) {
        self.server += 1;
        for worker in 0..self.workers.len() {
            if let Worker::Claims(claim) = self.workers[worker].clone() {
                self.broke_off(&claim, case);
                self.workers[worker] = Worker::Idle;
            }
        }
    }
}

impl State {
    /// Takes a worker's claim to its next step, or breaks it off.
    pub fn advance(&mut self, n: usize, mut claim: Claim, action: Action, case: &Case) {
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
                if claim.step == Step::Taken && !self.must_park(&claim, case) {
                    self.leave_mark(&claim);
                }
                self.workers[n] = Worker::Idle;
            }
            Action::RollBack(_) => {
                self.rollbacks += 1;
                if claim.suspected.is_some() && claim.step != Step::Taken {
                    // The jobs are not blamed: it is still the suspects' turn.
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
