//! A reward batch: up to a million allocations accepted whole or not at all.
//!
//! What it is to pay is fixed when it is accepted; how far it has come is the sum of its progress rows, so no claim
//! fights over a counter, and a reader sees counts that are right at the moment of reading.

mod events;
mod examine;
mod intake;
mod items;
mod read;

pub(crate) use events::batches_completed;
pub use examine::{Known, Prospect, known, prospect};
pub use intake::{
    Begun, ITEMS_A_STATEMENT, NewBatch, RecordedItems, ReserveError, begin, complete_acceptance, enter,
    find_key, record_items, reserve,
};
pub use items::{Item, ItemCursor, ItemStatus, items};
pub use read::{Filter, business_of, get, list};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::held::HeldBy;
use crate::ids::{AllocationId, BatchId, BusinessId};

/// The most items of one batch that is sent as a stream.
pub const MAX_ITEMS: usize = 1_000_000;

/// What is to happen to a batch that the balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Each item that the balance covers when its turn comes is paid, each that it does not fails alone.
    BestEffort,
    /// It is refused. One that is accepted has its money set aside, and each item is paid from there.
    AllOrNothing,
}

impl Mode {
    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestEffort => "best_effort",
            Self::AllOrNothing => "all_or_nothing",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        if text == "all_or_nothing" { Self::AllOrNothing } else { Self::BestEffort }
    }
}

/// How many items, or cents, are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// All items.
    pub total: i64,
    /// Not ended.
    pub pending: i64,
    /// Paid.
    pub succeeded: i64,
    /// Failed.
    pub failed: i64,
    /// Taken back.
    pub cancelled: i64,
    /// Not paid again: their reference was known.
    pub duplicate: i64,
}

/// Where a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No item has ended.
    Accepted,
    /// Some have.
    Processing,
    /// Some have not, and are not paid for now: it, its business or everything is paused.
    Paused,
    /// All have.
    Completed,
    /// All have, and what was pending at some moment was cancelled.
    Cancelled,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::Processing, Self::Paused, Self::Completed, Self::Cancelled];

    /// As it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Processing => "processing",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == text).unwrap_or(Self::Processing)
    }
}

/// How fast a batch moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Items that ended, whichever way, per second of the last ten seconds.
    pub rate_per_second: f64,
    /// Seconds until the last item ends, if it goes on like that. Nobody knows for what is paused, scheduled, finished,
    /// or did not move.
    pub eta_seconds: Option<i64>,
    /// The same as a time.
    pub eta: Option<DateTime<Utc>>,
}

/// A batch and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Where it is.
    pub status: Status,
    /// What was to happen if the balance did not cover it.
    pub mode: Mode,
    /// How many items are in which state.
    pub counts: Tally,
    /// Their amounts, in cents.
    pub amounts: Tally,
    /// What keeps what is pending of it from being paid at this moment.
    pub held_by: Option<HeldBy>,
    /// How fast it moves.
    pub progress: Progress,
    /// How many of its items are paid per second, at most, while it is throttled.
    pub max_per_second: Option<i64>,
    /// How many cents of it are paid per second, at most, while it is throttled.
    pub max_cents_per_second: Option<i64>,
    /// The id of its first allocation.
    pub first_allocation_id: AllocationId,
    /// The id of its last allocation.
    pub last_allocation_id: AllocationId,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When its items become, or became, ready; at once when `None`.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// When its last item ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Marks a batch as cancelled: from the commit on, claims end its items instead of paying them.
pub(crate) async fn mark_cancelled(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BatchId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update batches set cancelled_at = $3 where business_id = $1 and id = $2 and cancelled_at is null",
        business.uuid(),
        id.uuid(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}
