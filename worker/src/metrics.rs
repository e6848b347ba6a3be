//! The metrics of a worker. Every combination of labels begins at 0, so that `rate()` and `absent()` work. Labels come
//! from enums only.

mod beginning;
mod busy;
mod labels;
pub mod mails;
pub mod relocations;
pub mod withdrawals;

pub use beginning::start;
pub use busy::{Busy, Phase, watch_busy};
pub use labels::{Level, Outcome, PollResult, Task};

use std::time::Duration;

use ::metrics::{counter, gauge, histogram};
use domain::allocation::Lane;
use domain::ledger::books::Finding;
use domain::platform::health::{OldestSnapshot, TableHealth};
use domain::queue::QueueStatus;
use domain::steering::Oldest;
use domain::throttle::RatesInForce;
use domain::webhook;

/// Counts allocations that ended, one for each of `lanes`.
pub fn finished(lanes: impl Iterator<Item = Lane> + Clone, outcome: Outcome) {
    for lane in [Lane::Interactive, Lane::Bulk] {
        let ended = lanes.clone().filter(|one| *one == lane).count();
        counter!("payout_allocations_finished_total", "lane" => lane.as_str(), "outcome" => outcome.as_str())
            .increment(ended as u64);
    }
}

/// Records how many seconds paid allocations had waited since their acceptance.
pub fn waited(lane: Lane, seconds: impl Iterator<Item = f64>) {
    let histogram = histogram!("payout_allocation_wait_seconds", "lane" => lane.as_str());
    seconds.for_each(|waited| histogram.record(waited));
}

/// Counts `cents` that were paid.
pub fn paid(cents: i64) {
    counter!("payout_amount_paid_cents_total").increment(cents.unsigned_abs());
}

/// Records that a claim of `jobs` was carried out in `duration`.
pub fn apply_duration(duration: Duration, jobs: usize) {
    histogram!("payout_apply_duration_seconds").record(duration.as_secs_f64());
    histogram!("payout_claim_size").record(jobs as f64);
}

/// Counts a claim that was committed, whole or after halving.
pub fn claim_committed(halved: bool) {
    counter!("payout_claim_batches_total", "result" => if halved { "halved" } else { "committed" })
        .increment(1);
}

/// Counts a poll for work, by its result.
pub fn claimed(result: PollResult) {
    counter!("payout_claims_total", "result" => result.as_str()).increment(1);
}

/// Counts `jobs` that used tokens of a throttle.
pub fn throttle_used(level: Level, jobs: usize) {
    counter!("payout_throttle_tokens_total", "throttle" => level.as_str(), "result" => "used")
        .increment(jobs as u64);
}

/// Counts throttles that had no tokens for a claim.
pub fn throttled(level: Level, throttles: usize) {
    counter!("payout_throttle_tokens_total", "throttle" => level.as_str(), "result" => "refused")
        .increment(throttles as u64);
}

/// Sets the rates of the throttles in force.
pub fn throttle_rates(rates: &RatesInForce) {
    let all = [
        (Level::Everything, rates.everything),
        (Level::Business, rates.businesses),
        (Level::Batch, rates.batches),
    ];
    for (level, rate) in all {
        gauge!("payout_throttle_rate", "throttle" => level.as_str()).set(rate as f64);
    }
}

/// Sets the number of this process's workers for claims, all of them idle.
pub fn workers(n: u16) {
    gauge!("payout_workers", "state" => "idle").set(f64::from(n));
    gauge!("payout_workers", "state" => "working").set(0.0);
}

/// Counts a worker as busy with a claim until dropped.
#[derive(Debug)]
pub struct BusyGuard {
    _busy: Busy,
}

impl BusyGuard {
    /// Begins to count a worker as busy.
    pub fn begin() -> Self {
        gauge!("payout_workers", "state" => "idle").decrement(1.0);
        gauge!("payout_workers", "state" => "working").increment(1.0);
        Self { _busy: Busy::with(Phase::Apply) }
    }
}

impl Drop for BusyGuard {
    fn drop(&mut self) {
        gauge!("payout_workers", "state" => "idle").increment(1.0);
        gauge!("payout_workers", "state" => "working").decrement(1.0);
    }
}

/// Sets how long the `ready` jobs will take at a rate of `per_second`.
pub fn drain(ready: i64, per_second: f64) {
    let eta = if ready == 0 { 0.0 } else { ready as f64 / per_second };
    gauge!("payout_queue_drain_eta_seconds").set(eta);
}

/// Counts a claim that was rolled back.
pub fn claim_rolled_back() {
    counter!("payout_claim_batches_total", "result" => "rolled_back").increment(1);
}

/// Counts a claim that will be tried again because of `error`.
pub fn retried(error: &sqlx::Error) {
    let reason = match error.as_database_error().and_then(|database| database.code()).as_deref() {
        Some("40001" | "40P01") => "conflict",
        Some("57014" | "55P03") => "timeout",
        Some(_) => "other",
        None => "connection",
    };
    counter!("payout_allocation_retries_total", "reason" => reason).increment(1);
}

/// Counts a claim of jobs whose earlier claim broke off.
pub fn suspects_claimed() {
    counter!("payout_suspect_claims_total").increment(1);
}

/// Counts an allocation whose own error was isolated by halving.
pub fn poison_isolated() {
    counter!("payout_poison_isolated_total").increment(1);
}

/// Counts an attempt to deliver a webhook. `delay_seconds` is the time since its event.
pub fn webhook_attempt(outcome: webhook::Outcome, delay_seconds: f64) {
    counter!("payout_webhook_attempts_total", "outcome" => outcome.as_str()).increment(1);
    if outcome == webhook::Outcome::Delivered {
        histogram!("payout_webhook_delay_seconds").record(delay_seconds);
    }
}

/// Sets the age of the oldest due delivery.
pub fn outbox(oldest_due_age_seconds: f64) {
    gauge!("payout_outbox_oldest_age_seconds").set(oldest_due_age_seconds);
}

/// Counts a run of a task of the leader, by its result.
pub fn maintenance(task: Task, done: bool) {
    let result = if done { "done" } else { "failed" };
    counter!("payout_maintenance_runs_total", "task" => task.as_str(), "result" => result).increment(1);
}

/// Sets whether this process leads.
pub fn leader(leads: bool) {
    gauge!("payout_leader").set(f64::from(u8::from(leads)));
}

/// Sets the gauges of the queue.
pub fn queue(status: &QueueStatus) {
    gauge!("payout_queue_ready").set(status.ready as f64);
    gauge!("payout_queue_deferred").set(status.deferred as f64);
    gauge!("payout_queue_dead").set(status.dead as f64);
    gauge!("payout_queue_oldest_ready_age_seconds").set(status.oldest_ready_age_seconds);
    gauge!("payout_queue_paused").set(status.pauses as f64);
    gauge!("payout_businesses_waiting").set(status.businesses_waiting as f64);
    gauge!("payout_business_wait_max_seconds").set(status.business_wait_max_seconds);
}

/// Sets how long the oldest pauses have been in force.
pub fn oldest_pauses(oldest: Oldest) {
    let Oldest { by_operators, by_merchants } = oldest;
    gauge!("payout_pause_oldest_age_seconds", "by" => "operators").set(by_operators);
    gauge!("payout_pause_oldest_age_seconds", "by" => "merchants").set(by_merchants);
}

/// Sets the gauges of the database's health.
pub fn health(snapshot: Option<&OldestSnapshot>, tables: &[TableHealth]) {
    gauge!("payout_xmin_horizon_age_seconds").set(snapshot.map_or(0.0, |snapshot| snapshot.age_seconds));
    for health in tables {
        gauge!("payout_table_dead_tuples", "table" => health.table).set(health.dead_tuples as f64);
        gauge!("payout_table_hot_update_ratio", "table" => health.table).set(health.hot_update_ratio);
    }
}

/// Sets the breaches of all laws of the books.
pub fn books(findings: &[Finding]) {
    let off_by: i64 = findings.iter().map(|finding| finding.off_by.get()).sum();
    let breaches: i64 = findings.iter().map(|finding| finding.breaches).sum();
    gauge!("payout_ledger_imbalance_cents").set(off_by as f64);
    gauge!("payout_ledger_breaches").set(breaches as f64);
}

/// Sets the age of the leader's samples, which is 0 for a process that does not lead, and of its last check of the
/// books, if there was one.
pub fn ages(sample: Duration, check: Option<Duration>) {
    gauge!("payout_sample_age_seconds").set(sample.as_secs_f64());
    if let Some(age) = check {
        gauge!("payout_ledger_check_age_seconds").set(age.as_secs_f64());
    }
}
