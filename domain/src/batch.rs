//! A reward batch: up to a million allocations that are accepted whole or not at all.
//!
//! What the batch is to pay is fixed when it is accepted. How far it has come is the sum of its progress rows. So
//! claims do not fight over a counter, and a reader sees counts that are right at the moment of reading.

mod events;
mod examine;
mod intake;
mod items;
mod read;
mod recent;

pub(crate) use events::batches_completed;
pub use examine::{Known, Prospect, known, prospect};
pub use intake::{
    Begun, ITEMS_A_STATEMENT, NewBatch, RecordedItems, ReserveError, begin, complete_acceptance, enter,
    find_key, record_items, reserve,
};
pub use items::{Item, ItemCursor, ItemStatus, items};
pub use read::{Filter, business_of, get, list};
pub use recent::{PaidOfBatch, paid_of_batches, under_way};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::held::HeldBy;
use crate::ids::{AllocationId, BatchId, BusinessId};

/// The most items of one batch that is sent as a stream.
pub const MAX_ITEMS: usize = 1_000_000;

/// What happens to a batch that the balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Each item is paid if the balance covers it when its turn comes, and fails alone if not.
    BestEffort,
    /// The batch is refused. If it is accepted, its money is set aside, and each item is paid from there.
    AllOrNothing,
}

impl Mode {
    /// The name, as it is stored and shown.
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

/// How many items of a batch, or how many cents, are in each state.
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
    /// Not paid again, because their reference was known.
    pub duplicate: i64,
}

/// The state of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No item has ended.
    Accepted,
    /// Some items have ended.
    Processing,
    /// Some items have not ended and are not paid for now: the batch, its business or everything is paused.
    Paused,
    /// All items have ended.
    Completed,
    /// All items have ended, and the batch was cancelled.
    Cancelled,
}

impl Status {
    /// All variants.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::Processing, Self::Paused, Self::Completed, Self::Cancelled];

    /// The name, as it is shown.
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

/// The rate of a batch, and when it will end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Items that ended, in whichever way, per second of the last ten seconds.
    pub rate_per_second: f64,
    /// Seconds until the last item ends at this rate. `None` for a batch that is paused, scheduled or finished, or that
    /// did not move.
    pub eta_seconds: Option<i64>,
    /// The same as a time.
    pub eta: Option<DateTime<Utc>>,
}

/// A batch and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its state.
    pub status: Status,
    /// What happens to the batch if the balance does not cover it.
    pub mode: Mode,
    /// How many items are in which state.
    pub counts: Tally,
    /// Their amounts, in cents.
    pub amounts: Tally,
    /// What keeps its pending items from being paid at this moment.
    pub held_by: Option<HeldBy>,
    /// Its rate, and when it will end.
    pub progress: Progress,
    /// How many of its items may be paid per second, while it is throttled.
    pub max_per_second: Option<i64>,
    /// How many of its cents may be paid per second, while it is throttled.
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
