//! What metrics are labelled with.

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
    /// As labels and traces name it.
    pub const fn as_str(self) -> &'static str {
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
pub enum PollResult {
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

impl PollResult {
    pub(super) const ALL: [Self; 5] = [Self::Full, Self::Partial, Self::Empty, Self::Throttled, Self::Paused];

    pub(super) const fn as_str(self) -> &'static str {
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
    pub(super) const ALL: [Self; 3] = [Self::Everything, Self::Business, Self::Batch];

    pub(super) const fn as_str(self) -> &'static str {
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
    /// The name in labels and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sweep => "sweep",
            Self::Sample => "sample",
            Self::Verify => "verify",
            Self::Retention => "retention",
        }
    }
}
