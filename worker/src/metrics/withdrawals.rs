//! The worker's metrics of withdrawals. [`domain::withdrawal::count`] counts how withdrawals end.

use std::time::Duration;

use ::metrics::{describe_gauge, describe_histogram, gauge, histogram};
use domain::withdrawal::lease::UnknownOutcomes;
use domain::withdrawal::{Method, count};

/// Describes the metrics and sets every counter to 0.
pub fn start() {
    count::start();
    describe_histogram!(
        "payout_provider_call_seconds",
        "Seconds that calls to a provider took, answered or not, by method."
    );
    describe_gauge!(
        "payout_withdrawals_unknown",
        "Withdrawals whose outcome is unknown; their providers are being asked."
    );
    describe_gauge!(
        "payout_withdrawals_unknown_oldest_age_seconds",
        "Seconds that the outcome of a withdrawal has been unknown, the longest."
    );
    describe_gauge!(
        "payout_withdrawals_unserved",
        "Open withdrawals of providers that are not in this process's PAYOUT_METHODS."
    );
    unserved(0);
    describe_gauge!(
        "payout_restore_pending",
        "1 while withdrawals and webhooks are held after a restore, until the providers have been asked."
    );
    describe_gauge!(
        "payout_withdrawals_oldest_open_age_seconds",
        "Age of the oldest open withdrawal that a provider has or should get; those that people carry out do not count."
    );
}

/// Records how long the calls for an order took, whether or not its provider answered.
pub fn called(method: Method, took: Duration) {
    histogram!("payout_provider_call_seconds", "method" => method.as_str()).record(took.as_secs_f64());
}

/// Sets how many outcomes are unknown and for how long, and the age of the oldest open order.
pub fn unknown(unknown: UnknownOutcomes) {
    gauge!("payout_withdrawals_unknown").set(unknown.count as f64);
    gauge!("payout_withdrawals_unknown_oldest_age_seconds").set(unknown.oldest_age_seconds);
    gauge!("payout_withdrawals_oldest_open_age_seconds").set(unknown.oldest_open_age_seconds);
}

/// Sets how many orders wait for providers that this process is not configured with.
pub fn unserved(waiting: i64) {
    gauge!("payout_withdrawals_unserved").set(waiting as f64);
}

/// Sets whether withdrawals and webhooks are held after a restore.
pub fn restore(held: bool) {
    gauge!("payout_restore_pending").set(if held { 1.0 } else { 0.0 });
}
