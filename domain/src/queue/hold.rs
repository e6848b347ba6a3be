//! Jobs that leave the queue without being paid: deferred until a later attempt, or parked as dead letters after the
//! last.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::events::{Ended, allocations_ended};
use super::progress::Progress;
use super::{Job, reserve};
use crate::allocation::{FailureCode, Lane, again};
use crate::business::{self, lock_account};
use crate::ids::{AllocationId, BatchId, BusinessId, created_at};
use crate::money::Cents;

/// The maximum length of the error text kept with a parked job, in characters.
pub const MAX_ERROR_CHARS: usize = 500;

/// Whether a parked job can be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parked {
    /// The job is a dead letter until an operator retries it.
    Dead,
    /// The job is never retried, because its client was told that it failed.
    ForGood,
}

/// A dead letter, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// The allocation.
    pub allocation_id: AllocationId,
    /// The business of the allocation.
    pub business_id: BusinessId,
    /// The batch that the allocation is an item of.
    pub batch_id: Option<BatchId>,
    /// The amount that the allocation asked to pay.
    pub amount: Cents,
    /// The number of attempts.
    pub attempts: i16,
    /// The error of the last attempt.
    pub error: String,
    /// When the allocation was requested.
    pub created_at: DateTime<Utc>,
    /// When it was parked.
    pub died_at: DateTime<Utc>,
}

/// Defers a taken job until `due_at`, after one more failed attempt.
///
/// # Errors
/// When the database fails.
pub async fn defer(
    conn: &mut PgConnection,
    business: BusinessId,
    job: &Job,
    due_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into allocation_deferred
             (business_id, allocation_id, lane, email, amount, batch_id, request_id, attempts, promised, due_at,
              from_reserve)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        business.uuid(),
        job.allocation_id.uuid(),
        job.lane.number(),
        job.email,
        job.amount.get(),
        job.batch_id.map(BatchId::uuid),
        job.request_id,
        job.attempts.saturating_add(1),
        job.promised,
        due_at,
        job.from_reserve
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Parks a taken job after its last attempt: the allocation fails with `internal_error`. The caller holds the
/// business's account.
///
/// A client that still waits and has no promise gets a 500, which says that nothing will ever be debited. Such a job
/// cannot be retried.
///
/// # Errors
/// When the database fails.
pub async fn park(
    conn: &mut PgConnection,
    business: BusinessId,
    job: &Job,
    error: &str,
    now: DateTime<Utc>,
) -> Result<Parked, sqlx::Error> {
    let attempt = job.attempts.saturating_add(1);
    sqlx::query!(
        "insert into allocation_outcomes (business_id, allocation_id, attempt, outcome, code, created_at)
         values ($1, $2, $3, 'failed', $4, $5)",
        business.uuid(),
        job.allocation_id.uuid(),
        attempt,
        FailureCode::InternalError.as_str(),
        now
    )
    .execute(&mut *conn)
    .await?;
    reserve::return_reserve(conn, business, std::slice::from_ref(job), now).await?;
    if job.batch_id.is_some() {
        Progress::failed(job.batch_id, job.amount).record(conn, business, now).await?;
    }
    let ended = Ended { paid: &[], failed: &[job.allocation_id.uuid()], debited: Cents::ZERO };
    allocations_ended(conn, business, ended, now).await?;
    if !job.promised {
        return Ok(Parked::ForGood);
    }
    let error: String = error.chars().take(MAX_ERROR_CHARS).collect();
    sqlx::query!(
        "insert into allocation_dead (business_id, allocation_id, attempt, error, died_at)
         values ($1, $2, $3, $4, $5)",
        business.uuid(),
        job.allocation_id.uuid(),
        attempt,
        error,
        now
    )
    .execute(conn)
    .await?;
    Ok(Parked::Dead)
}

/// Lists up to `limit` parked allocations with ids below `before`, newest request first.
///
/// # Errors
/// When the database fails.
pub async fn list_dead(
    conn: &mut PgConnection,
    before: Option<AllocationId>,
    limit: i64,
) -> Result<Vec<Dead>, sqlx::Error> {
    let rows = sqlx::query!(
        "select d.business_id, d.allocation_id, d.attempt, d.error, d.died_at, a.amount, a.batch_id
         from allocation_dead d
         join allocations a on a.business_id = d.business_id and a.id = d.allocation_id
         where ($1::uuid is null or d.allocation_id < $1)
             and d.business_id not in (select business_id from absent_businesses)
         order by d.allocation_id desc limit $2",
        before.map(AllocationId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Dead {
            allocation_id: row.allocation_id.into(),
            business_id: row.business_id.into(),
            batch_id: row.batch_id.map(BatchId::from),
            amount: Cents::new(row.amount),
            attempts: row.attempt,
            error: row.error,
            created_at: created_at(row.allocation_id),
            died_at: row.died_at,
        })
        .collect())
}

/// Returns whether the allocation `id` is parked, if its business is in this cell.
///
/// # Errors
/// When the database fails.
pub async fn is_dead(conn: &mut PgConnection, id: AllocationId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from allocation_dead where allocation_id = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Queues a parked allocation again, for one more attempt. Returns its business and amount, or `None` if it is not
/// parked or its batch is cancelled. The payout balance pays it, because parking it gave back the money that was set
/// aside. Call [`crate::ring::announce`] in the same transaction.
///
/// # Errors
/// When the database fails.
pub async fn retry_dead(
    conn: &mut PgConnection,
    id: AllocationId,
    now: DateTime<Utc>,
) -> Result<Option<(BusinessId, Cents)>, sqlx::Error> {
    let found =
        sqlx::query_scalar!("select business_id from allocation_dead where allocation_id = $1", id.uuid())
            .fetch_optional(&mut *conn)
            .await?;
    let Some(business) = business::served(conn, found.map(BusinessId::from)).await? else { return Ok(None) };
    // Take this lock before all others, because its holder may wait for the account.
    again::wait_to_retry(conn, business).await?;
    // Recording progress and cancelling a batch both need the account.
    lock_account(conn, business).await?;
    let queued = sqlx::query!(
        r#"with exhumed as (
               delete from allocation_dead d using allocations a
               where d.business_id = $1 and d.allocation_id = $2 and a.business_id = $1 and a.id = $2
                 and not exists (select from batches b where b.business_id = $1 and b.id = a.batch_id
                                 and b.cancelled_at is not null)
               returning d.attempt, a.email, a.amount, a.batch_id, a.request_id
           )
           insert into allocation_queue
               (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised)
           select $1, case when batch_id is null then $3::smallint else $4::smallint end, $2, email, amount, batch_id, request_id,
               attempt, true
           from exhumed
           returning batch_id, amount"#,
        business.uuid(),
        id.uuid(),
        Lane::Interactive.number(),
        Lane::Bulk.number()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(queued) = queued else { return Ok(None) };
    if let Some(batch) = queued.batch_id {
        Progress::failed_no_longer(batch.into(), 1, queued.amount).record(conn, business, now).await?;
    }
    Ok(Some((business, Cents::new(queued.amount))))
}
