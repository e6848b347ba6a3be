//! An allocation: money from a business's payout balance to a payout user, asked for once and applied once.
//!
//! What was asked is immutable. Its state follows from where its rows are (the view `allocation_states`).

pub(crate) mod again;
mod copy;
mod failed;
mod intake;
mod ranges;
mod read;
mod rows;
mod wait;

pub use copy::end_frozen_copies;
pub(crate) use copy::{Origin, copy};
pub use failed::failed_since;
pub use intake::{Acceptance, Group, Single, record, record_group, share_the_ring};
pub(crate) use ranges::{ItemRange, queue_range};
pub use read::{Allocation, Filter, get, list};
pub use rows::{NewAllocation, Recorded};
pub use wait::{Progress, TakeBack, Waiting, progress, recorded_as, take_back};

/// Which lane of a business's queue work waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Single requests: served first.
    Interactive,
    /// Batch items.
    Bulk,
}

impl Lane {
    /// The number, as it is stored.
    pub const fn number(self) -> i16 {
        match self {
            Self::Interactive => 0,
            Self::Bulk => 1,
        }
    }

    pub(crate) const fn from_stored(number: i16) -> Self {
        if number == 0 { Self::Interactive } else { Self::Bulk }
    }

    /// The name in metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Bulk => "bulk",
        }
    }
}

/// The state of an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Queued, or waiting for its next attempt.
    Pending,
    /// Paid.
    Succeeded,
    /// Not paid, and not to be paid unless it is retried.
    Failed,
    /// Taken back before it was paid.
    Cancelled,
}

impl Status {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// The name, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        match text {
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => Self::Pending,
        }
    }
}

/// The code of what was cancelled with its batch.
pub const CANCELLED: &str = "cancelled";

/// Why an allocation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureCode {
    /// The payout balance did not cover it when its turn came.
    InsufficientFunds,
    /// It could not be applied after every attempt; an operator can see why.
    InternalError,
}

impl FailureCode {
    /// The name, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::InternalError => "internal_error",
        }
    }
}
