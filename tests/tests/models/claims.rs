//! The claim with its mark: two workers and one business. Jobs are taken, marked, applied and committed while workers
//! die at any step or are frozen, transactions are rolled back, the server restarts, and a request is taken back.
//!
//! In every order: nothing is paid twice, nothing is lost, only jobs that kill are parked, each costs a bounded number
//! of deaths, everything else is paid, suspects have one turn at a time while others are ready, and no job that came
//! later is a suspect.

mod state;
mod steps;

use domain::queue::mark::{MAX_DEATHS, MAX_EXCUSED};
use stateright::{Checker, Model};

/// A set of jobs by their numbers, which rise like ids: four items of a batch, then two single requests.
type Jobs = u8;

const ITEMS: Jobs = 0b00_1111;
const SINGLES: Jobs = 0b11_0000;

/// How many jobs a claim takes, and into how many parts the jobs of a claim that broke off are split.
const CLAIM: u32 = 4;
const PARTS: u32 = 2;

/// The guards of the guarantees. A test removes each in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// A claim's jobs leave the queue and are paid in one transaction (`worker::allocations::apply::settle`).
    OneTransaction,
    /// The mark is committed separately, before the work (`mark::write` on `Session::marks`).
    MarkApart,
    /// Suspects are split into parts (`Mark::part`).
    Cut,
    /// Only a job that is alone in its claim is parked (`Mark::must_park`).
    Alone,
    /// A part that broke off is not taken with the part that it was split from (`take::open`).
    PartsApart,
    /// Other jobs have their turn before suspects (`Mark::rested`).
    Turns,
    /// The suspects of each lane end with its last job in the claim (`Mark::range`), not with the last of the queue.
    Lanes,
    /// A worker removes only its own mark (`mark::clear` by the claim's id).
    OwnMark,
    /// A restart of the server is excused a bounded number of times (`MAX_EXCUSED`).
    BoundedExcuse,
}

/// A case: which faults happen, and how often.
#[derive(Debug, Clone, Copy)]
struct Case {
    without: Option<Guard>,
    killers: Jobs,
    /// Whether a job that kills ends its server instead of its worker.
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

    /// Returns the most deaths that the jobs that kill may cause. The jobs of one claim share the first death.
    fn most_deaths(&self) -> u8 {
        let each = u8::try_from(MAX_DEATHS).unwrap() + if self.server_dies { excused(u8::MAX) } else { 0 };
        // A claim that was forgotten, or began twice by chance: a fault costs at most one more death.
        let faults = self.restarts + self.rollbacks;
        self.killers.count_ones() as u8 * each + faults
    }
}

fn excused(times: u8) -> u8 {
    times.min(u8::try_from(MAX_EXCUSED).unwrap())
}

const TWICE: &str = "nothing is paid twice";
const LOST: &str = "each job is in exactly one place";
const KILLERS: &str = "only jobs that kill are parked";
const DEATHS: &str = "deaths are bounded";
const TURNS: &str = "suspects have one turn at a time while others are ready";
const LATER: &str = "no later job is a suspect";
const SETTLED: &str = "in the end killers are parked and other jobs are paid";

/// Explores the whole model, and checks that every guarantee holds.
fn assert_holds(case: Case) {
    let checked = case.checker().spawn_bfs().join();
    checked.assert_properties();
    assert!(checked.unique_state_count() > 100, "{} states", checked.unique_state_count());
}

/// Checks that the model without `guard` breaks `guarantee`.
fn assert_breaks(guard: Guard, case: Case, guarantee: &'static str) {
    let checked = Case { without: Some(guard), ..case }.checker().spawn_bfs().join();
    checked.assert_any_discovery(guarantee);
}

/// One item that kills.
const ONE: Case = Case::of(0b00_0010);

#[test]
fn the_guarantees_hold_without_faults() {
    assert_holds(ONE);
    assert_holds(Case::of(0b00_1001));
    assert_holds(Case::of(0b01_0000));
}

#[test]
fn the_guarantees_hold_when_workers_are_killed_and_frozen() {
    assert_holds(Case { kills: 2, ..Case::of(0) });
    assert_holds(Case { kills: 1, freezes: 1, ..Case::of(0) });
    assert_holds(Case { kills: 1, ..ONE });
    assert_holds(Case { freezes: 1, ..ONE });
}

#[test]
fn the_guarantees_hold_when_claims_roll_back_and_requests_are_taken_back() {
    assert_holds(Case { rollbacks: 1, withdrawals: 1, ..ONE });
    assert_holds(Case { rollbacks: 1, kills: 1, withdrawals: 1, ..Case::of(0) });
}

#[test]
fn the_guarantees_hold_when_the_server_restarts() {
    assert_holds(Case { restarts: 2, ..Case::of(0) });
    assert_holds(Case { restarts: 1, kills: 1, ..ONE });
    assert_holds(Case { server_dies: true, ..ONE });
}

#[test]
fn paying_and_dequeuing_in_two_transactions_pays_twice() {
    assert_breaks(Guard::OneTransaction, Case { kills: 1, ..Case::of(0) }, TWICE);
}

#[test]
fn a_mark_in_the_claims_transaction_is_lost_with_it() {
    assert_breaks(Guard::MarkApart, ONE, DEATHS);
}

#[test]
fn suspects_that_are_not_split_kill_forever() {
    assert_breaks(Guard::Cut, ONE, DEATHS);
}

#[test]
fn parking_a_whole_claim_parks_harmless_jobs() {
    assert_breaks(Guard::Alone, ONE, KILLERS);
}

#[test]
fn a_part_claimed_again_with_the_whole_kills_too_often() {
    assert_breaks(Guard::PartsApart, ONE, DEATHS);
}

#[test]
fn suspects_without_turns_delay_other_jobs() {
    assert_breaks(Guard::Turns, Case { kills: 1, ..Case::of(0) }, TURNS);
}

#[test]
fn one_bound_for_both_lanes_makes_later_requests_suspects() {
    assert_breaks(Guard::Lanes, Case { kills: 1, ..Case::of(0) }, LATER);
}

#[test]
fn a_worker_that_removes_other_marks_loses_count_of_deaths() {
    assert_breaks(Guard::OwnMark, Case { rollbacks: 1, ..ONE }, DEATHS);
}

#[test]
fn unlimited_excuses_let_a_job_crash_the_server_forever() {
    assert_breaks(Guard::BoundedExcuse, Case { server_dies: true, ..ONE }, DEATHS);
}
