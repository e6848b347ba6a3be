//! The descriptions and first values of the worker's metrics. Those of mails, relocations and withdrawals are in
//! modules of their own.

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use domain::allocation::Lane;
use domain::webhook;

use super::{Level, Outcome, PollResult, Task};

/// Describes these metrics and sets their counters to 0.
pub fn start() {
    describe();
    describe_samples();
    for lane in [Lane::Interactive, Lane::Bulk] {
        for outcome in [Outcome::Paid, Outcome::InsufficientFunds, Outcome::Dead, Outcome::Cancelled] {
            counter!("payout_allocations_finished_total", "lane" => lane.as_str(), "outcome" => outcome.as_str())
                .absolute(0);
        }
    }
    for result in PollResult::ALL {
        counter!("payout_claims_total", "result" => result.as_str()).absolute(0);
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
    counter!("payout_suspect_claims_total").absolute(0);
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
        "Allocations that used tokens of a throttle, and claims that found no tokens, by throttle and result."
    );
    describe_gauge!(
        "payout_throttle_rate",
        "Sum of the allocations per second that throttles allow, by level; 0 if there is no throttle."
    );
    describe_gauge!("payout_workers", "Workers of this process, by whether they are applying a claim.");
    describe_gauge!(
        "payout_queue_drain_eta_seconds",
        "Seconds until the ready jobs are done, at the measured rate."
    );
    describe_counter!("payout_claim_batches_total", "Claims by how their transaction ended.");
    describe_counter!(
        "payout_poison_isolated_total",
        "Allocations that failed on their own and were set aside."
    );
    describe_counter!(
        "payout_suspect_claims_total",
        "Claims of allocations whose earlier claim broke off because its worker, connection or server died."
    );
    describe_counter!("payout_amount_paid_cents_total", "Cents paid to payout users.");
    describe_counter!(
        "payout_worker_busy_seconds_total",
        "Seconds that workers spent working, by phase; counted while they work."
    );
    describe_counter!("payout_wakeups_total", "Wake-ups of idle workers, by what woke them.");
    describe_counter!("payout_maintenance_runs_total", "Runs of the leader's tasks, by task and result.");
    describe_counter!("payout_webhook_attempts_total", "Attempts to deliver a webhook, by how they ended.");
    describe_histogram!("payout_webhook_delay_seconds", "Seconds from an event to its delivery.");
    describe_gauge!(
        "payout_outbox_oldest_age_seconds",
        "Seconds since the longest overdue webhook delivery became due."
    );
    describe_histogram!("payout_allocation_wait_seconds", "Seconds from acceptance to payment, by lane.");
    describe_histogram!("payout_claim_duration_seconds", "Seconds to find and take the jobs of a claim.");
    describe_histogram!("payout_apply_duration_seconds", "Seconds to apply a claim, including its commit.");
    describe_histogram!("payout_claim_size", "Jobs of a claim.");
}

/// Describes the gauges that the leader samples.
fn describe_samples() {
    describe_gauge!("payout_queue_ready", "Jobs that are ready.");
    describe_gauge!("payout_queue_deferred", "Jobs that wait for their next attempt.");
    describe_gauge!("payout_queue_dead", "Allocations that are parked.");
    describe_gauge!(
        "payout_queue_oldest_ready_age_seconds",
        "Age of the oldest ready job that is not paused, since its acceptance."
    );
    describe_gauge!("payout_queue_paused", "Pauses in force, of payments and of withdrawals and webhooks.");
    describe_gauge!(
        "payout_pause_oldest_age_seconds",
        "Seconds that the oldest pause has been in force, by who set it; disabled payouts do not count."
    );
    describe_gauge!("payout_businesses_waiting", "Businesses with ready jobs that are not paused.");
    describe_gauge!(
        "payout_business_wait_max_seconds",
        "Seconds that the longest waiting business has been due for its turn."
    );
    describe_gauge!("payout_ledger_imbalance_cents", "Cents by which balances and ledger differ; must be 0.");
    describe_gauge!("payout_ledger_breaches", "Rows that break a law of the books; must be 0.");
    describe_gauge!("payout_ledger_check_age_seconds", "Seconds since the books were last checked.");
    describe_gauge!("payout_sample_age_seconds", "Seconds since the gauges about the database were read.");
    describe_gauge!(
        "payout_xmin_horizon_age_seconds",
        "Age of the oldest snapshot that keeps dead rows; the leader logs its session."
    );
    describe_gauge!("payout_table_dead_tuples", "Dead rows not yet removed by vacuum, by table.");
    describe_gauge!("payout_table_hot_update_ratio", "Share of updates that touched no index, by table.");
    describe_gauge!("payout_leader", "1 in the process that is the leader, 0 in the others.");
    describe_gauge!("payout_build_info", "Always 1; the label is the version.");
}
