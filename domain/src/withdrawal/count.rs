//! The counters of withdrawals. The process that commits a change counts it, be it the worker or the API.

use metrics::{counter, describe_counter};

use super::{Method, Status};

/// Describes the counters and sets them to 0.
pub fn start() {
    describe_counter!("payout_withdrawals_finished_total", "Withdrawals that ended, by method and outcome.");
    describe_counter!(
        "payout_withdrawal_contradictions_total",
        "Outcomes reported by a provider that contradict the recorded outcome of a withdrawal; must be 0."
    );
    for method in Method::ALL {
        for status in Status::ALL.into_iter().filter(|status| status.is_final()) {
            counter!("payout_withdrawals_finished_total", "method" => method.as_str(), "outcome" => status.as_str())
                .absolute(0);
        }
        counter!("payout_withdrawal_contradictions_total", "method" => method.as_str()).absolute(0);
    }
}

/// Counts a withdrawal that ended.
pub fn finished(method: Method, outcome: Status) {
    counter!("payout_withdrawals_finished_total", "method" => method.as_str(), "outcome" => outcome.as_str())
        .increment(1);
}

/// Counts that a provider stated a different outcome than the recorded one. Money may be lost, and a person has to look
/// into it.
pub fn contradicted(method: Method) {
    counter!("payout_withdrawal_contradictions_total", "method" => method.as_str()).increment(1);
}
