//! The values of metric labels.

/// How an allocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Paid.
    Paid,
    /// The payout balance did not cover it.
    InsufficientFunds,
    /// It was parked as a dead letter.
    Dead,
    /// Its batch was cancelled.
    Cancelled,
}

impl Outcome {
    /// Returns the name in labels and traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The result of a poll for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollResult {
    /// As many jobs as a claim may take.
    Full,
    /// Fewer jobs than a claim may take.
    Partial,
    /// No work.
    Empty,
    /// Work, but no tokens of a throttle.
    Throttled,
    /// No work that is not paused.
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

/// The level at which a throttle limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Everything.
    Everything,
    /// One business.
    Business,
    /// One batch.
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

/// A recurring task of the leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Making due jobs ready, and repairing the ring.
    Sweep,
    /// Reading the gauges about the database.
    Sample,
    /// Checking the books.
    Verify,
    /// Removing old rows.
    Retention,
}

impl Task {
    /// Returns the name in labels and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sweep => "sweep",
            Self::Sample => "sample",
            Self::Verify => "verify",
            Self::Retention => "retention",
        }
    }
}
