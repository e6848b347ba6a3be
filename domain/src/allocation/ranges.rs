//! Queues the items of a batch with one row for all of them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BatchId, BusinessId};

/// Items of a batch that wait for their first attempt: all its allocations whose ids are in the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemRange {
    /// The id before the range. It is not part of the range.
    pub(crate) after: Uuid,
    /// The last id of the range.
    pub(crate) last: Uuid,
    /// How many allocations are in the range.
    pub(crate) items: i64,
    /// The sum of their amounts, in cents.
    pub(crate) amount: i64,
    /// Whether the amounts are set aside in the reserve.
    pub(crate) from_reserve: bool,
    /// When the items become ready, or `None` if they are ready at once.
    pub(crate) due_at: Option<DateTime<Utc>>,
}

/// Queues the items of `range`, which are already recorded. Call [`crate::ring::announce`] in the same transaction.
pub(crate) async fn queue_range(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
    range: &ItemRange,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into allocation_ranges (business_id, batch_id, after_id, last_id, items, amount, from_reserve, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        business.uuid(),
        batch.uuid(),
        range.after,
        range.last,
        range.items,
        range.amount,
        range.from_reserve,
        range.due_at
    )
    .execute(conn)
    .await
    .map(|_| ())
}
