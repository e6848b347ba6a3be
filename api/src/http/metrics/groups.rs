//! The metrics of group commit: the sizes of groups, and how long recording a group takes.

use std::time::Instant;

use metrics::{describe_histogram, histogram};

const SIZE: &str = "payout_group_size";
const DURATION: &str = "payout_group_commit_duration_seconds";

/// Describes the metrics.
pub fn start() {
    describe_histogram!(SIZE, "Single requests recorded together in one commit.");
    describe_histogram!(DURATION, "Seconds to record a group of single requests, including its commit.");
}

/// Records that a group of `size`, begun at `begun`, has just been recorded.
pub fn recorded(size: usize, begun: Instant) {
    histogram!(SIZE).record(size as f64);
    histogram!(DURATION).record(begun.elapsed());
}
