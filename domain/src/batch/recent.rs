//! The most recent batches: which are in progress, and what each has paid.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Batch;
use super::read::get;
use crate::ids::{AllocationId, BatchId, BusinessId, lower_bound};
use crate::money::Cents;

/// How many of the newest batches are searched for those in progress.
const LOOKED_THROUGH: i64 = 1_000;

/// What a batch has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidOfBatch {
    /// The id of its first allocation.
    pub first_allocation_id: AllocationId,
    /// The id of its last allocation.
    pub last_allocation_id: AllocationId,
    /// When it was accepted, or the time that it was scheduled for.
    pub due_at: DateTime<Utc>,
    /// How many of its items are paid.
    pub count: i64,
    /// Their sum.
    pub amount: Cents,
}

/// Lists up to `limit` batches of `business` that have not ended, newest first. Only the newest [`LOOKED_THROUGH`]
/// batches are searched.
///
/// # Errors
/// When the database fails.
pub async fn under_way(
    conn: &mut PgConnection,
    business: BusinessId,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Batch>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: BatchId" from (
               select id, finished_at from batches where business_id = $1 order by id desc limit $2) b
           where finished_at is null order by id desc limit $3"#,
        business.uuid(),
        LOOKED_THROUGH,
        limit
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(get(conn, business, id, now).await?);
    }
    Ok(found)
}

/// Lists what each batch accepted since `since` has paid, newest first, up to `limit` batches.
///
/// # Errors
/// When the database fails.
pub async fn paid_of_batches(
    conn: &mut PgConnection,
    business: BusinessId,
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PaidOfBatch>, sqlx::Error> {
    sqlx::query_as!(
        PaidOfBatch,
        r#"select b.first_allocation_id as "first_allocation_id: AllocationId",
               b.last_allocation_id as "last_allocation_id: AllocationId",
               coalesce(b.scheduled_at, b.created_at) as "due_at!", p.count as "count!", p.amount as "amount!: Cents"
           from batches b
           cross join lateral (
               select coalesce(sum(succeeded), 0)::bigint as count, coalesce(sum(succeeded_amount), 0)::bigint as amount
               from batch_progress where business_id = b.business_id and batch_id = b.id
           ) p
           where b.business_id = $1 and b.id >= $2
           order by b.id desc limit $3"#,
        business.uuid(),
        lower_bound(since),
        limit
    )
    .fetch_all(conn)
    .await
}
