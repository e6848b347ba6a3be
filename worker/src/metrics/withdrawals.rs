//! The metrics of a worker about withdrawals, besides their ends ([`domain::withdrawal::count`]).

use std::time::Duration;

use ::metrics::{describe_gauge, describe_histogram, gauge, histogram};
use domain::withdrawal::lease::Unknown;
use domain::withdrawal::{Method, count};

/// Describes the metrics and sets every counter to 0.
pub fn start() {
    count::start();
    describe_histogram!(
        "payout_provider_call_seconds",
        "Seconds a provider took to answer, or not to, by method."
    );
    describe_gauge!(
        "payout_withdrawals_unknown",
        "Withdrawals whose outcome nobody here knows; asked about."
    );
    describe_gauge!(
        "payout_withdrawals_unknown_oldest_age_seconds",
        "Longest time that the outcome of a withdrawal has been unknown."
    );
    describe_gauge!(
        "payout_withdrawals_unserved",
        "Open withdrawals of providers that are not in this process's PAYOUT_METHODS."
    );
    unserved(0);
    describe_gauge!(
        "payout_restore_pending",
        "1 while withdrawals and webhooks are held after a restore, until the providers were asked."
    );
    describe_gauge!(
        "payout_withdrawals_oldest_open_age_seconds",
        "Longest time that a withdrawal has been with a provider, or waited for one; those of people apart."
    );
}

/// Records how long the calls of an order took, whether its provider answered or not.
pub fn called(method: Method, took: Duration) {
    histogram!("payout_provider_call_seconds", "method" => method.as_str()).record(took.as_secs_f64());
}

/// Sets how many outcomes are unknown, and how old orders are.
pub fn unknown(unknown: Unknown) {
    gauge!("payout_withdrawals_unknown").set(unknown.count as f64);
    gauge!("payout_withdrawals_unknown_oldest_age_seconds").set(unknown.oldest_age_seconds);
    gauge!("payout_withdrawals_oldest_open_age_seconds").set(unknown.oldest_open_age_seconds);
}

/// Sets how many orders wait for providers that this process does not have.
pub fn unserved(waiting: i64) {
    gauge!("payout_withdrawals_unserved").set(waiting as f64);
}

/// Sets whether a restore is held.
pub fn restore(held: bool) {
    gauge!("payout_restore_pending").set(if held { 1.0 } else { 0.0 });
}
