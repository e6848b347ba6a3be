//! Allocations. An allocation moves money from a business's payout balance to a payout user. It is requested once and
//! paid at most once.
//!
//! The request never changes. The state of an allocation follows from which tables have its rows (the view
//! `allocation_states`).

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
pub use intake::{Acceptance, Group, Single, record, record_group, ring_lock_statement};
pub(crate) use ranges::{ItemRange, queue_range};
pub use read::{Allocation, Filter, get, list};
pub use rows::{NewAllocation, Recorded};
pub use wait::{Progress, TakeBack, Waiting, progress, recorded_as, take_back};

/// The lane of a business's queue in which a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Single requests. This lane is served first.
    Interactive,
    /// Items of batches.
    Bulk,
}

impl Lane {
    /// Returns the number that is stored.
    pub const fn number(self) -> i16 {
        match self {
            Self::Interactive => 0,
            Self::Bulk => 1,
        }
    }

    pub(crate) const fn from_stored(number: i16) -> Self {
        if number == 0 { Self::Interactive } else { Self::Bulk }
    }

    /// Returns the name used in metrics and logs.
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
    /// Not paid. It stays unpaid unless it is retried.
    Failed,
    /// Cancelled with its batch before it was paid.
    Cancelled,
}

impl Status {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// Returns the name that is stored and shown.
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

/// The code of an allocation that was cancelled with its batch.
pub const CANCELLED: &str = "cancelled";

/// Why an allocation failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureCode {
    /// The payout balance did not cover it when it was processed.
    InsufficientFunds,
    /// Every attempt to apply it failed. Operators can see the error.
    InternalError,
}

impl FailureCode {
    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient_funds",
            Self::InternalError => "internal_error",
        }
    }
}
