//! Reward batches. A batch is up to a million allocations that are accepted all together or not at all.
//!
//! What a batch pays is fixed when it is accepted. Its progress is the sum of its progress rows. So claims do not
//! contend for a counter, and a reader sees counts that are correct at that moment.

mod events;
mod examine;
mod intake;
mod items;
mod read;
mod recent;

pub(crate) use events::batches_completed;
pub use examine::{Prospect, RecordedReference, prospect, recorded_references};
pub use intake::{
    Begun, ITEMS_A_STATEMENT, NewBatch, RecordedItems, ReserveError, begin, complete_acceptance, find_key,
    lock_intake, record_items, reserve,
};
pub use items::{Item, ItemCursor, ItemStatus, items};
pub use read::{Filter, business_of, get, list};
pub use recent::{PaidOfBatch, paid_of_batches, under_way};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::held::HeldBy;
use crate::ids::{AllocationId, BatchId, BusinessId};

/// The maximum number of items in a batch that is sent as a stream.
pub const MAX_ITEMS: usize = 1_000_000;

/// What happens to a batch that the balance does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Each item is paid if the balance covers it when its turn comes. If not, only that item fails.
    BestEffort,
    /// The batch is rejected. If it is accepted, its money is set aside in the reserve, and each item is paid from
    /// there.
    AllOrNothing,
}

impl Mode {
    /// Returns the name that is stored and shown.
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
    /// Items that have not ended.
    pub pending: i64,
    /// Paid.
    pub succeeded: i64,
    /// Failed.
    pub failed: i64,
    /// Cancelled with the batch.
    pub cancelled: i64,
    /// Not paid again, because the reference had been used before.
    pub duplicate: i64,
}

/// The state of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// No item has ended.
    Accepted,
    /// Some items have ended.
    Processing,
    /// Some items have not ended and are held, because the batch, its business or everything is paused.
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

    /// Returns the name that is shown.
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

/// The rate of a batch, and when it is expected to end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Items that ended, with any outcome, per second over the last ten seconds.
    pub rate_per_second: f64,
    /// Seconds until the last item ends at this rate. `None` if the batch is paused, scheduled or finished, or did not
    /// move.
    pub eta_seconds: Option<i64>,
    /// The time at which the last item ends at this rate.
    pub eta: Option<DateTime<Utc>>,
}

/// A batch and its progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its state.
    pub status: Status,
    /// What happens to the batch if the balance does not cover it.
    pub mode: Mode,
    /// How many items are in each state.
    pub counts: Tally,
    /// The amounts of the items in each state, in cents.
    pub amounts: Tally,
    /// What holds its pending items now.
    pub held_by: Option<HeldBy>,
    /// Its rate, and when it is expected to end.
    pub progress: Progress,
    /// How many of its items may be paid per second, if it is throttled.
    pub max_per_second: Option<i64>,
    /// How many cents of it may be paid per second, if it is throttled.
    pub max_cents_per_second: Option<i64>,
    /// The id of its first allocation.
    pub first_allocation_id: AllocationId,
    /// The id of its last allocation.
    pub last_allocation_id: AllocationId,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When its items become or became ready, or `None` if they were ready at once.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// When its last item ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Marks a batch as cancelled. From the commit on, claims end its items instead of paying them.
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
