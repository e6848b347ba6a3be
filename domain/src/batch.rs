//! A reward batch: up to a million allocations accepted whole or not at all.
//!
//! What it is to pay is fixed when it is accepted; how far it has come is the sum of its progress rows, so no claim
//! fights over a counter, and a reader sees counts that are right at the moment of reading.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::allocation::{self, Acceptance, Lane, NewAllocation, Recorded};
use crate::event;
use crate::hash::HashVersion;
use crate::ids::{AllocationId, BatchId, BusinessId, PayoutUserId};
use crate::money::Cents;

/// The most items of one batch that is sent as a stream.
pub const MAX_ITEMS: usize = 1_000_000;

/// How many items are recorded by one statement: larger ones gain nothing, and each holds its arrays in memory.
pub const ITEMS_A_STATEMENT: usize = 5_000;

/// A batch that is being accepted.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id.
    pub id: BatchId,
    /// Whose.
    pub business_id: BusinessId,
    /// The client's key for the whole batch.
    pub idempotency_key: String,
    /// SHA-256 over the meaning of the request.
    pub fingerprint: [u8; 32],
    /// The request it came in.
    pub request_id: Uuid,
    /// The id of its first allocation.
    pub first_allocation_id: AllocationId,
    /// How many items it has.
    pub total: i64,
    /// The sum of their amounts.
    pub total_amount: Cents,
    /// When its items become ready; at once when `None`.
    pub scheduled_at: Option<DateTime<Utc>>,
}

/// Whether a batch's key was free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It was: record the items.
    New,
    /// The same request had been accepted as this batch.
    Replayed(BatchId),
    /// The key belongs to another request.
    KeyConflict,
}

/// What recording some items brought besides the recorded ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedItems {
    /// How many were duplicates.
    pub duplicates: i64,
    /// The sum of their amounts.
    pub duplicate_amount: i64,
    /// The places (from 0, in the slice that was given) of items whose reference names something else.
    pub conflicts: Vec<usize>,
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
}

/// A batch and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Where it is.
    pub status: Status,
    /// How many items are in which state.
    pub counts: Tally,
    /// Their amounts, in cents.
    pub amounts: Tally,
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

/// An item of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its place in the batch, from 0.
    pub index: i32,
    /// The allocation that pays it, or that has paid it before.
    pub allocation_id: AllocationId,
    /// Whether it is a duplicate of that allocation.
    pub duplicate: bool,
    /// Who is paid.
    pub email: String,
    /// How much.
    pub amount: Cents,
    /// The client's key for the item.
    pub reference: Option<String>,
    /// Where the allocation is.
    pub status: allocation::Status,
    /// Why it failed or was cancelled.
    pub code: Option<String>,
    /// Who was paid.
    pub payout_user_id: Option<PayoutUserId>,
    /// Which hash that user has now.
    pub hash_version: Option<HashVersion>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// How far a list of items has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemCursor {
    /// The index of the last item.
    pub index: i32,
    /// The last allocation of the batch up to there that is not a duplicate's.
    pub allocation_id: Option<AllocationId>,
}

/// Begins to record a batch beside others of the business, or, when `alone`, after all that are being recorded and before
/// all that come later, until the end of the transaction. To be called before anything else is locked.
///
/// Two batches that name the same references in different orders deadlock. The one that is broken off must not simply
/// begin again: it would take the same references before the other one has come to them. Alone, it cannot.
///
/// # Errors
/// When the database fails, or the others take longer than the session's lock timeout.
pub async fn enter(conn: &mut PgConnection, business: BusinessId, alone: bool) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select case when $2 then pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))
                     else pg_advisory_xact_lock_shared(hashtextextended($1::uuid::text, 0)) end",
        business.uuid(),
        alone
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Takes the batch's key. Waits for another transaction that is taking the same key.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    conn: &mut PgConnection,
    new: &NewBatch,
    now: DateTime<Utc>,
) -> Result<Begun, sqlx::Error> {
    let inserted = sqlx::query!(
        "insert into batches (business_id, id, idempotency_key, fingerprint, request_id, first_allocation_id,
             last_allocation_id, total, total_amount, duplicate, duplicate_amount, created_at, scheduled_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, 0, 0, $9, $10)
         on conflict (business_id, idempotency_key) do nothing",
        new.business_id.uuid(),
        new.id.uuid(),
        new.idempotency_key,
        &new.fingerprint[..],
        new.request_id,
        new.first_allocation_id.uuid(),
        new.total,
        new.total_amount.get(),
        now,
        new.scheduled_at
    )
    .execute(&mut *conn)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Begun::New);
    }
    Ok(match find_key(conn, new.business_id, &new.idempotency_key).await? {
        Some((id, fingerprint)) if fingerprint == new.fingerprint => Begun::Replayed(id),
        _ => Begun::KeyConflict,
    })
}

/// The batch that has `key`, and its fingerprint.
///
/// # Errors
/// When the database fails.
pub async fn find_key(
    conn: &mut PgConnection,
    business: BusinessId,
    key: &str,
) -> Result<Option<(BatchId, Vec<u8>)>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, fingerprint from batches where business_id = $1 and idempotency_key = $2",
        business.uuid(),
        key
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id.into(), row.fingerprint)))
}

/// Records and queues some of the items of a batch, in their order. Conflicts are for the caller to report: the
/// transaction must then be rolled back.
///
/// # Errors
/// When the database fails.
pub async fn record_items(
    conn: &mut PgConnection,
    batch: &NewBatch,
    items: &[NewAllocation],
) -> Result<RecordedItems, sqlx::Error> {
    let acceptance = Acceptance {
        business_id: batch.business_id,
        lane: Lane::Bulk,
        promised: true,
        batch_id: Some(batch.id),
        request_id: batch.request_id,
        ready_at: batch.scheduled_at,
    };
    let mut result = RecordedItems::default();
    let mut duplicates: (Vec<i32>, Vec<Uuid>) = (Vec::new(), Vec::new());
    for (place, recorded) in allocation::record(conn, &acceptance, items).await?.into_iter().enumerate() {
        match recorded {
            Recorded::New => {}
            Recorded::Conflict(_) => result.conflicts.push(place),
            Recorded::Duplicate(earlier) => {
                result.duplicates += 1;
                result.duplicate_amount += items[place].amount.get();
                duplicates.0.extend(items[place].item_index);
                duplicates.1.push(earlier.uuid());
            }
        }
    }
    if result.duplicates > 0 {
        sqlx::query!(
            "insert into batch_duplicates (business_id, batch_id, item_index, allocation_id)
             select $1, $2, * from unnest($3::integer[], $4::uuid[])",
            batch.business_id.uuid(),
            batch.id.uuid(),
            &duplicates.0,
            &duplicates.1
        )
        .execute(conn)
        .await?;
    }
    Ok(result)
}

/// Completes the acceptance of a batch whose items are recorded. One with nothing but duplicates is finished.
///
/// # Errors
/// When the database fails.
pub async fn complete_acceptance(
    conn: &mut PgConnection,
    batch: &NewBatch,
    last: AllocationId,
    duplicates: i64,
    duplicate_amount: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update batches set last_allocation_id = $3, duplicate = $4, duplicate_amount = $5,
             finished_at = case when total = $4 then $6::timestamptz end
         where business_id = $1 and id = $2",
        batch.business_id.uuid(),
        batch.id.uuid(),
        last.uuid(),
        duplicates,
        duplicate_amount,
        now
    )
    .execute(&mut *conn)
    .await?;
    let finished = if batch.total == duplicates { &[batch.id][..] } else { &[] };
    event::batches_completed(conn, batch.business_id, finished, now).await
}

/// Whose batch `id` is.
///
/// # Errors
/// When the database fails.
pub async fn business_of(conn: &mut PgConnection, id: BatchId) -> Result<Option<BusinessId>, sqlx::Error> {
    sqlx::query_scalar!(r#"select business_id as "id: BusinessId" from batches where id = $1"#, id.uuid())
        .fetch_optional(conn)
        .await
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

/// The batch `id` of `business`.
///
/// # Errors
/// When the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BatchId,
) -> Result<Option<Batch>, sqlx::Error> {
    Ok(list(conn, business, Some(id), None, 1).await?.pop())
}

/// Up to `limit` batches, newest first, beginning below `before`; or only the one `id`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    only: Option<BatchId>,
    before: Option<BatchId>,
    limit: i64,
) -> Result<Vec<Batch>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select b.id, b.first_allocation_id, b.last_allocation_id, b.total, b.total_amount, b.duplicate,
               b.duplicate_amount, b.created_at, b.scheduled_at, b.cancelled_at, b.finished_at,
               exists (select from pauses p where (p.business_id, p.batch_id) in ((b.business_id, b.id),
                   (b.business_id, $5), ($5, $5))) as "paused!",
               p.succeeded as "succeeded!", p.failed as "failed!", p.cancelled as "cancelled!",
               p.succeeded_amount as "succeeded_amount!", p.failed_amount as "failed_amount!",
               p.cancelled_amount as "cancelled_amount!"
           from batches b
           cross join lateral (
               select coalesce(sum(succeeded), 0)::bigint as succeeded, coalesce(sum(failed), 0)::bigint as failed,
                   coalesce(sum(cancelled), 0)::bigint as cancelled,
                   coalesce(sum(succeeded_amount), 0)::bigint as succeeded_amount,
                   coalesce(sum(failed_amount), 0)::bigint as failed_amount,
                   coalesce(sum(cancelled_amount), 0)::bigint as cancelled_amount
               from batch_progress p where p.business_id = b.business_id and p.batch_id = b.id
           ) p
           where b.business_id = $1 and ($2::uuid is null or b.id = $2) and ($3::uuid is null or b.id < $3)
           order by b.id desc limit $4"#,
        business.uuid(),
        only.map(BatchId::uuid),
        before.map(BatchId::uuid),
        limit,
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let counts = Tally::new(row.total, row.succeeded, row.failed, row.cancelled, row.duplicate);
            let amounts = Tally::new(
                row.total_amount,
                row.succeeded_amount,
                row.failed_amount,
                row.cancelled_amount,
                row.duplicate_amount,
            );
            let status = match row.finished_at {
                Some(_) if row.cancelled_at.is_some() => Status::Cancelled,
                Some(_) => Status::Completed,
                None if row.paused => Status::Paused,
                None if row.cancelled_at.is_some() => Status::Processing,
                None if counts.pending == counts.total - counts.duplicate => Status::Accepted,
                None => Status::Processing,
            };
            Batch {
                id: row.id.into(),
                status,
                counts,
                amounts,
                first_allocation_id: row.first_allocation_id.into(),
                last_allocation_id: row.last_allocation_id.into(),
                created_at: row.created_at,
                scheduled_at: row.scheduled_at,
                cancelled_at: row.cancelled_at,
                finished_at: row.finished_at,
            }
        })
        .collect())
}

impl Tally {
    fn new(total: i64, succeeded: i64, failed: i64, cancelled: i64, duplicate: i64) -> Self {
        let pending = total - duplicate - succeeded - failed - cancelled;
        Self { total, pending, succeeded, failed, cancelled, duplicate }
    }
}

/// Up to `limit` items of `batch` in their order, beginning behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn items(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: &Batch,
    after: Option<ItemCursor>,
    limit: i64,
) -> Result<Vec<Item>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with own as (
               select a.item_index as index, a.id, false as duplicate from allocations a
               where a.business_id = $1 and a.batch_id = $2 and a.id between $3 and $4 and a.id > $5
               order by a.id limit $7
           ), known as (
               select d.item_index as index, d.allocation_id as id, true as duplicate from batch_duplicates d
               where d.business_id = $1 and d.batch_id = $2 and d.item_index > $6
               order by d.item_index limit $7
           ), page as materialized (
               select * from own union all select * from known order by index limit $7
           )
           -- Which items comes first, then what became of each, by its key: "offset 0" keeps the planner from joining
           -- the page with everything the business ever had, which it prefers while statistics do not know the batch.
           select i.index as "index!", i.id as "id!", i.duplicate as "duplicate!", s.reference, s.email as "email!",
               s.amount as "amount!", s.status as "status!", s.code, s.payout_user_id as "payout_user_id?",
               s.finished_at as "finished_at?", u.hash_version as "hash_version?",
               u.hash_secret as "hash_secret?"
           from page i
           cross join lateral (
               select * from allocation_states where business_id = $1 and id = i.id offset 0
           ) s
           left join lateral (
               select hash_version, hash_secret from payout_users where business_id = $1 and id = s.payout_user_id offset 0
           ) u on true
           order by i.index"#,
        business.uuid(),
        batch.id.uuid(),
        batch.first_allocation_id.uuid(),
        batch.last_allocation_id.uuid(),
        after.and_then(|cursor| cursor.allocation_id).map_or(Uuid::nil(), AllocationId::uuid),
        after.map_or(-1, |cursor| cursor.index),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let status = allocation::Status::from_stored(&row.status);
            let ended_without_pay =
                matches!(status, allocation::Status::Failed | allocation::Status::Cancelled);
            Item {
                index: row.index,
                allocation_id: row.id.into(),
                duplicate: row.duplicate,
                email: row.email,
                amount: Cents::new(row.amount),
                reference: row.reference,
                status,
                code: row.code.filter(|_| ended_without_pay),
                payout_user_id: row.payout_user_id.map(PayoutUserId::from),
                hash_version: row
                    .hash_version
                    .zip(row.hash_secret)
                    .map(|(number, secret)| HashVersion { secret, number }),
                finished_at: row.finished_at.filter(|_| status != allocation::Status::Pending),
            }
        })
        .collect())
}

impl ItemCursor {
    /// Where a list goes on behind `items`, which began behind `before`.
    pub fn behind(items: &[Item], before: Option<Self>) -> Option<Self> {
        let last = items.last()?;
        let own = items.iter().rev().find(|item| !item.duplicate).map(|item| item.allocation_id);
        Some(Self {
            index: last.index,
            allocation_id: own.or(before.and_then(|cursor| cursor.allocation_id)),
        })
    }
}
