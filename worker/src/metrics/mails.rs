//! The worker's metrics of mails.

use ::metrics::{counter, describe_counter, describe_gauge, gauge};
use domain::member::mails::Failure;

/// The outcomes of an attempt to send a mail, as labels.
const OUTCOMES: [&str; 3] = ["sent", "put_off", "given_up"];

/// Describes the metrics and sets every counter to 0.
pub fn start() {
    describe_counter!("payout_mails_total", "Attempts to send a mail, by how they ended.");
    describe_gauge!(
        "payout_mails_oldest_waiting_age_seconds",
        "Seconds that the oldest mail of an open invitation has waited; 0 if there is none."
    );
    for outcome in OUTCOMES {
        counter!("payout_mails_total", "outcome" => outcome).absolute(0);
    }
}

/// Counts an attempt. It does not count a mail whose invitation had ended, because nothing was sent.
pub fn attempted(attempt: Result<(), Failure>) {
    let [sent, put_off, given_up] = OUTCOMES;
    let outcome = match attempt {
        Ok(()) => sent,
        Err(Failure::Ended) => return,
        Err(failure) if failure.is_final() => given_up,
        Err(_) => put_off,
    };
    counter!("payout_mails_total", "outcome" => outcome).increment(1);
}

/// Sets for how long the oldest mail has waited.
pub fn oldest_waiting(age_seconds: f64) {
    gauge!("payout_mails_oldest_waiting_age_seconds").set(age_seconds);
}
