//! The worker's metrics of businesses that move between cells.

use ::metrics::{describe_gauge, gauge};

/// Describes the metrics.
pub fn start() {
    describe_gauge!(
        "payout_move_unfinished_age_seconds",
        "Seconds that a business that was copied to this cell has waited for its move to end; 0 if there is none."
    );
}

/// Sets how long the longest waiting business has waited for its move to end.
pub fn oldest_unfinished(age_seconds: f64) {
    gauge!("payout_move_unfinished_age_seconds").set(age_seconds);
}
