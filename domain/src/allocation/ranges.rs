//! Queueing the items of a batch, by one row for all of them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BatchId, BusinessId};

/// Items of a batch that wait for their first attempt: all its allocations whose ids are in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemRange {
    /// The id behind which the range begins: it is not part of it.
    pub(crate) after: Uuid,
    /// The last id of the range.
    pub(crate) last: Uuid,
    /// How many allocations are in the range.
    pub(crate) items: i64,
    /// The sum of their amounts, in cents.
    pub(crate) amount: i64,
    /// Whether the amounts lie in the reserve.
    pub(crate) from_reserve: bool,
    /// When they become ready; at once when `None`.
    pub(crate) due_at: Option<DateTime<Utc>>,
}

/// Queues the items of `range`, which are recorded. Call [`crate::ring::announce`] in the same transaction.
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
