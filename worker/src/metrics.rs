//! What a worker counts. Every combination of labels begins at 0, so that `rate()` and `absent()` work; labels come from
//! enums only.

use std::time::Duration;

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use domain::allocation::Lane;
use domain::books::Finding;
use domain::health::{OldestSnapshot, TableHealth};
use domain::queue::QueueStatus;
use domain::throttle::RatesInForce;
use domain::webhook;

/// How an allocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Paid.
    Paid,
    /// The payout balance did not cover it.
    InsufficientFunds,
    /// Parked.
    Dead,
    /// Its batch was cancelled.
    Cancelled,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a poll for work found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// All that a claim takes.
    Full,
    /// Less.
    Partial,
    /// No work.
    Empty,
    /// No tokens of a throttle.
    Throttled,
    /// Nothing, while something is paused.
    Paused,
}

impl Found {
    const ALL: [Self; 5] = [Self::Full, Self::Partial, Self::Empty, Self::Throttled, Self::Paused];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Empty => "empty",
            Self::Throttled => "throttled",
            Self::Paused => "paused",
        }
    }
}

/// What a throttle is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// All allocations.
    Everything,
    /// Those of a business.
    Business,
    /// The items of a batch.
    Batch,
}

impl Level {
    const ALL: [Self; 3] = [Self::Everything, Self::Business, Self::Batch];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Business => "business",
            Self::Batch => "batch",
        }
    }
}

/// What the leader does now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Deferred jobs become ready, the ring is put right.
    Sweep,
    /// Gauges about the database are read.
    Sample,
    /// The books are checked.
    Verify,
    /// Old events are removed.
    Retention,
}

impl Task {
    /// As labels and logs name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sweep => "sweep",
            Self::Sample => "sample",
            Self::Verify => "verify",
            Self::Retention => "retention",
        }
    }
}

/// Describes every metric and sets every counter to 0.
pub fn start() {
    describe();
    for lane in [Lane::Interactive, Lane::Bulk] {
        for outcome in [Outcome::Paid, Outcome::InsufficientFunds, Outcome::Dead, Outcome::Cancelled] {
            counter!("payout_allocations_finished_total", "lane" => lane.as_str(), "outcome" => outcome.as_str())
                .absolute(0);
        }
    }
    for found in Found::ALL {
        counter!("payout_claims_total", "result" => found.as_str()).absolute(0);
    }
    for level in Level::ALL {
        for result in ["used", "refused"] {
            counter!("payout_throttle_tokens_total", "throttle" => level.as_str(), "result" => result)
                .absolute(0);
        }
        gauge!("payout_throttle_rate", "throttle" => level.as_str()).set(0.0);
    }
    for result in ["committed", "rolled_back", "halved"] {
        counter!("payout_claim_batches_total", "result" => result).absolute(0);
    }
    for reason in ["conflict", "timeout", "connection", "other"] {
        counter!("payout_allocation_retries_total", "reason" => reason).absolute(0);
    }
    for source in ["hint", "poll"] {
        counter!("payout_wakeups_total", "source" => source).absolute(0);
    }
    for task in [Task::Sweep, Task::Sample, Task::Verify, Task::Retention] {
        for result in ["done", "failed"] {
            counter!("payout_maintenance_runs_total", "task" => task.as_str(), "result" => result)
                .absolute(0);
        }
    }
    for outcome in webhook::Outcome::ALL {
        counter!("payout_webhook_attempts_total", "outcome" => outcome.as_str()).absolute(0);
    }
    counter!("payout_poison_isolated_total").absolute(0);
    counter!("payout_amount_paid_cents_total").absolute(0);
    gauge!("payout_leader").set(0.0);
    gauge!("payout_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

fn describe() {
    describe_counter!("payout_allocations_finished_total", "Allocations that ended, by lane and outcome.");
    describe_counter!("payout_allocation_retries_total", "Claims rolled back to be tried again, by reason.");
    describe_counter!("payout_claims_total", "Polls for work, by what they found.");
    describe_counter!(
        "payout_throttle_tokens_total",
        "Allocations that used a throttle's tokens, and claims that were refused for want of them."
    );
    describe_gauge!(
        "payout_throttle_rate",
        "Allocations per second that the throttles allow in all, by level; 0 without one."
    );
    describe_gauge!("payout_workers", "Workers of this process, by whether they carry out a claim.");
    describe_gauge!(
        "payout_queue_drain_eta_seconds",
        "Seconds until the ready jobs are done, at the measured rate."
    );
    describe_counter!("payout_claim_batches_total", "Claims by how their transaction ended.");
    describe_counter!(
        "payout_poison_isolated_total",
        "Allocations that failed on their own and were set aside."
    );
    describe_counter!("payout_amount_paid_cents_total", "Cents paid to payout users.");
    describe_counter!("payout_wakeups_total", "Wake-ups of idle workers, by what woke them.");
    describe_counter!("payout_maintenance_runs_total", "Runs of the leader's tasks, by task and result.");
    describe_counter!("payout_webhook_attempts_total", "Attempts to deliver a webhook, by how they ended.");
    describe_histogram!("payout_webhook_delay_seconds", "Seconds from an event to its delivery.");
    describe_gauge!(
        "payout_outbox_oldest_age_seconds",
        "For how long the delivery has been due that has been due longest."
    );
    describe_histogram!("payout_allocation_wait_seconds", "Seconds from acceptance to payment, by lane.");
    describe_histogram!("payout_claim_duration_seconds", "Seconds to find and take the jobs of a claim.");
    describe_histogram!(
        "payout_apply_duration_seconds",
        "Seconds to carry out a claim, its commit included."
    );
    describe_histogram!("payout_claim_size", "Jobs of a claim.");
    describe_gauge!("payout_queue_ready", "Jobs that are ready.");
    describe_gauge!("payout_queue_deferred", "Jobs that wait for their next attempt.");
    describe_gauge!("payout_queue_dead", "Allocations that are parked.");
    describe_gauge!(
        "payout_queue_oldest_ready_age_seconds",
        "Age of the oldest ready job that is not paused, since its acceptance."
    );
    describe_gauge!("payout_queue_paused", "Pauses in force: of everything, a business or a batch.");
    describe_gauge!("payout_businesses_waiting", "Businesses with ready jobs that are not paused.");
    describe_gauge!("payout_business_wait_max_seconds", "Longest time a business has been due for its turn.");
    describe_gauge!("payout_ledger_imbalance_cents", "Cents by which balances and ledger differ; must be 0.");
    describe_gauge!("payout_ledger_breaches", "Rows that break a law of the books; must be 0.");
    describe_gauge!("payout_ledger_check_age_seconds", "Seconds since the books were last checked.");
    describe_gauge!("payout_sample_age_seconds", "Seconds since the gauges about the database were read.");
    describe_gauge!(
        "payout_xmin_horizon_age_seconds",
        "Age of the oldest snapshot that keeps dead rows; logged by name."
    );
    describe_gauge!("payout_table_dead_tuples", "Dead rows that are not yet removed, by table.");
    describe_gauge!("payout_table_hot_update_ratio", "Share of updates that touched no index, by table.");
    describe_gauge!("payout_leader", "1 in the process that samples, sweeps and verifies.");
    describe_gauge!("payout_build_info", "1, labelled with the version.");
}

/// Allocations of `lanes` ended, one each.
pub fn finished(lanes: impl Iterator<Item = Lane> + Clone, outcome: Outcome) {
    for lane in [Lane::Interactive, Lane::Bulk] {
        let ended = lanes.clone().filter(|one| *one == lane).count();
        counter!("payout_allocations_finished_total", "lane" => lane.as_str(), "outcome" => outcome.as_str())
            .increment(ended as u64);
    }
}

/// Paid allocations had waited for so many seconds since their acceptance.
pub fn waited(lane: Lane, seconds: impl Iterator<Item = f64>) {
    let histogram = histogram!("payout_allocation_wait_seconds", "lane" => lane.as_str());
    seconds.for_each(|waited| histogram.record(waited));
}

/// `cents` were paid.
pub fn paid(cents: i64) {
    counter!("payout_amount_paid_cents_total").increment(cents.unsigned_abs());
}

/// A claim of `jobs` was carried out in `duration`.
pub fn apply_duration(duration: Duration, jobs: usize) {
    histogram!("payout_apply_duration_seconds").record(duration.as_secs_f64());
    histogram!("payout_claim_size").record(jobs as f64);
}

/// A claim was committed, whole or after halving.
pub fn claim_committed(halved: bool) {
    counter!("payout_claim_batches_total", "result" => if halved { "halved" } else { "committed" })
        .increment(1);
}

/// A poll for work found this.
pub fn claimed(found: Found) {
    counter!("payout_claims_total", "result" => found.as_str()).increment(1);
}

/// `jobs` used tokens of a throttle.
pub fn throttle_used(level: Level, jobs: usize) {
    counter!("payout_throttle_tokens_total", "throttle" => level.as_str(), "result" => "used")
        .increment(jobs as u64);
}

/// A claim found no tokens of a throttle.
pub fn throttled(level: Level) {
    counter!("payout_throttle_tokens_total", "throttle" => level.as_str(), "result" => "refused")
        .increment(1);
}

/// The rates of the throttles in force.
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

/// This process has so many workers, all idle.
pub fn workers(n: u16) {
    gauge!("payout_workers", "state" => "idle").set(f64::from(n));
    gauge!("payout_workers", "state" => "working").set(0.0);
}

/// A worker carries out a claim, until this is dropped.
#[derive(Debug)]
pub struct Working(());

impl Working {
    /// From now on.
    pub fn begin() -> Self {
        gauge!("payout_workers", "state" => "idle").decrement(1.0);
        gauge!("payout_workers", "state" => "working").increment(1.0);
        Self(())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        gauge!("payout_workers", "state" => "idle").increment(1.0);
        gauge!("payout_workers", "state" => "working").decrement(1.0);
    }
}

/// `ready` jobs wait, and `per_second` are done.
pub fn drain(ready: i64, per_second: f64) {
    let eta = if ready == 0 { 0.0 } else { ready as f64 / per_second };
    gauge!("payout_queue_drain_eta_seconds").set(eta);
}

/// A claim was rolled back.
pub fn claim_rolled_back() {
    counter!("payout_claim_batches_total", "result" => "rolled_back").increment(1);
}

/// A claim will be tried again because of `error`.
pub fn retried(error: &sqlx::Error) {
    let reason = match error.as_database_error().and_then(|database| database.code()).as_deref() {
        Some("40001" | "40P01") => "conflict",
        Some("57014" | "55P03") => "timeout",
        Some(_) => "other",
        None => "connection",
    };
    counter!("payout_allocation_retries_total", "reason" => reason).increment(1);
}

/// An allocation failed on its own.
pub fn poison_isolated() {
    counter!("payout_poison_isolated_total").increment(1);
}

/// An attempt to deliver a webhook ended, `delay_seconds` after its event.
pub fn webhook_attempt(outcome: webhook::Outcome, delay_seconds: f64) {
    counter!("payout_webhook_attempts_total", "outcome" => outcome.as_str()).increment(1);
    if outcome == webhook::Outcome::Delivered {
        histogram!("payout_webhook_delay_seconds").record(delay_seconds);
    }
}

/// How old the outbox is.
pub fn outbox(oldest_due_age_seconds: f64) {
    gauge!("payout_outbox_oldest_age_seconds").set(oldest_due_age_seconds);
}

/// A task of the leader ran.
pub fn maintenance(task: Task, done: bool) {
    let result = if done { "done" } else { "failed" };
    counter!("payout_maintenance_runs_total", "task" => task.as_str(), "result" => result).increment(1);
}

/// Whether this process leads.
pub fn leader(leads: bool) {
    gauge!("payout_leader").set(f64::from(u8::from(leads)));
}

/// How the queue stands.
pub fn queue(status: &QueueStatus) {
    gauge!("payout_queue_ready").set(status.ready as f64);
    gauge!("payout_queue_deferred").set(status.deferred as f64);
    gauge!("payout_queue_dead").set(status.dead as f64);
    gauge!("payout_queue_oldest_ready_age_seconds").set(status.oldest_ready_age_seconds);
    gauge!("payout_queue_paused").set(status.pauses as f64);
    gauge!("payout_businesses_waiting").set(status.businesses_waiting as f64);
    gauge!("payout_business_wait_max_seconds").set(status.business_wait_max_seconds);
}

/// How the database is doing.
pub fn health(snapshot: Option<&OldestSnapshot>, tables: &[TableHealth]) {
    gauge!("payout_xmin_horizon_age_seconds").set(snapshot.map_or(0.0, |snapshot| snapshot.age_seconds));
    for health in tables {
        gauge!("payout_table_dead_tuples", "table" => health.table).set(health.dead_tuples as f64);
        gauge!("payout_table_hot_update_ratio", "table" => health.table).set(health.hot_update_ratio);
    }
}

/// How the books stand.
pub fn books(findings: &[Finding]) {
    let off_by: i64 = findings.iter().map(|finding| finding.off_by.get()).sum();
    let breaches: i64 = findings.iter().map(|finding| finding.breaches).sum();
    gauge!("payout_ledger_imbalance_cents").set(off_by as f64);
    gauge!("payout_ledger_breaches").set(breaches as f64);
}

/// How old the leader's samples, and its last check of the books, are; `None` where there was none.
pub fn ages(sample: Option<Duration>, check: Option<Duration>) {
    if let Some(age) = sample {
        gauge!("payout_sample_age_seconds").set(age.as_secs_f64());
    }
    if let Some(age) = check {
        gauge!("payout_ledger_check_age_seconds").set(age.as_secs_f64());
    }
}
