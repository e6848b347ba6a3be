//! Accepts a batch: takes its key, records its items, and sets the money of an `all_or_nothing` batch aside.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Mode;
use super::events::batches_completed;
use crate::allocation::{
    self, Acceptance, ItemRange, Lane, NewAllocation, Origin, Recorded, copy, queue_range,
};
use crate::business::{balance_moved, lock_account};
use crate::ids::{AllocationId, BatchId, BusinessId};
use crate::money::Cents;
use crate::platform::db::is_lock_timeout;

/// How many items one statement records. More items gain nothing, and each keeps its arrays in memory.
pub const ITEMS_A_STATEMENT: usize = 5_000;

/// The minimum number of items that are recorded with COPY. For fewer, the round trips of the savepoint cost more than
/// COPY saves.
const COPIED_FROM: usize = 200;

/// A batch that is being accepted.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its id.
    pub id: BatchId,
    /// The business of the batch.
    pub business_id: BusinessId,
    /// The client's idempotency key for the whole batch.
    pub idempotency_key: String,
    /// A SHA-256 digest of the meaning of the request.
    pub fingerprint: [u8; 32],
    /// The request that asked for it.
    pub request_id: Uuid,
    /// The id of its first allocation.
    pub first_allocation_id: AllocationId,
    /// How many items it has.
    pub total: i64,
    /// The sum of their amounts.
    pub total_amount: Cents,
    /// When its items become ready, or `None` if they are ready at once.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// What happens to the batch if the balance does not cover it.
    pub mode: Mode,
}

/// Whether the batch's key was free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// The key was free. The caller records the items.
    New,
    /// The same request was accepted before, as this batch.
    Replayed(BatchId),
    /// The key belongs to this other batch, which has this fingerprint.
    KeyConflict(BatchId, Vec<u8>),
}

/// Why the money of a batch was not set aside.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The payout balance does not cover it.
    #[error("the payout balance lacks {missing}")]
    Insufficient {
        /// The cents that are missing.
        missing: Cents,
    },
    /// Other transactions held the business's account for longer than the lock timeout.
    #[error("the account is locked by other transactions")]
    Busy,
    /// The database failed.
    #[error("the money could not be set aside")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for ReserveError {
    fn from(error: sqlx::Error) -> Self {
        if is_lock_timeout(&error) { Self::Busy } else { Self::Database(error) }
    }
}

/// What was found while recording items, besides the items that were recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedItems {
    /// How many items were duplicates.
    pub duplicates: i64,
    /// The sum of the duplicates' amounts, in cents.
    pub duplicate_amount: i64,
    /// The items in conflict: their index in the slice, and the allocation that their reference names.
    pub conflicts: Vec<(usize, AllocationId)>,
    /// Whether any reference was already taken.
    pub met_others: bool,
}

/// Registers this transaction as one that records a batch of `business`, until it ends. Normally several may do so at
/// the same time. With `alone`, it waits until all others have ended, and later ones wait for it. Call this before
/// taking any other lock.
///
/// Two batches that name the same references in different orders deadlock. The victim must not simply begin again: it
/// would take the same references again before the other batch reaches them. With `alone` it cannot.
///
/// # Errors
/// When the database fails, or when the others take longer than the session's `lock_timeout`.
pub async fn lock_intake(
    conn: &mut PgConnection,
    business: BusinessId,
    alone: bool,
) -> Result<(), sqlx::Error> {
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
             last_allocation_id, total, total_amount, duplicate, duplicate_amount, created_at, scheduled_at, mode)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8, 0, 0, $9, $10, $11)
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
        new.scheduled_at,
        new.mode.as_str()
    )
    .execute(&mut *conn)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Begun::New);
    }
    Ok(match find_key(conn, new.business_id, &new.idempotency_key).await? {
        Some((id, fingerprint)) if fingerprint == new.fingerprint => Begun::Replayed(id),
        Some((id, fingerprint)) => Begun::KeyConflict(id, fingerprint),
        None => return Err(sqlx::Error::RowNotFound),
    })
}

/// Returns the batch that has `key`, and its fingerprint.
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

/// Records some items of a batch, in their order. If there are conflicts, the caller reports them and rolls the
/// transaction back.
///
/// `met_others` says whether earlier items of the batch had references that were taken. Such a batch repeats another
/// one, and is not recorded with COPY.
///
/// # Errors
/// When the database fails.
pub async fn record_items(
    conn: &mut PgConnection,
    batch: &NewBatch,
    items: &[NewAllocation],
    met_others: bool,
) -> Result<RecordedItems, sqlx::Error> {
    if !met_others && items.len() >= COPIED_FROM {
        let origin =
            Origin { business_id: batch.business_id, batch_id: batch.id, request_id: batch.request_id };
        if copy(conn, origin, items).await? {
            return Ok(RecordedItems::default());
        }
    }
    let acceptance = Acceptance {
        business_id: batch.business_id,
        lane: Lane::Bulk,
        promised: true,
        batch_id: Some(batch.id),
        request_id: batch.request_id,
        again: true,
    };
    let mut result = RecordedItems::default();
    let mut duplicates: (Vec<i32>, Vec<Uuid>) = (Vec::new(), Vec::new());
    for (place, recorded) in allocation::record(conn, &acceptance, items).await?.into_iter().enumerate() {
        match recorded {
            Recorded::New => continue,
            Recorded::Conflict(earlier) => result.conflicts.push((place, earlier)),
            Recorded::Duplicate(earlier) => {
                result.duplicates += 1;
                result.duplicate_amount += items[place].amount.get();
                duplicates.0.extend(items[place].item_index);
                duplicates.1.push(earlier.uuid());
            }
        }
        result.met_others = true;
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

/// Completes the acceptance of a batch whose items are recorded, and queues them. A batch with nothing but duplicates
/// is finished.
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
    let items = batch.total - duplicates;
    if items > 0 {
        let range = ItemRange {
            after: Uuid::from_u128(batch.first_allocation_id.uuid().as_u128().saturating_sub(1)),
            last: last.uuid(),
            items,
            amount: batch.total_amount.get() - duplicate_amount,
            from_reserve: batch.mode == Mode::AllOrNothing,
            due_at: batch.scheduled_at,
        };
        queue_range(conn, batch.business_id, batch.id, &range).await?;
    }
    let finished = if batch.total == duplicates { &[batch.id][..] } else { &[] };
    batches_completed(conn, batch.business_id, finished, now).await
}

/// Sets the money of a batch aside: moves `amount`, the sum of its recorded items, from the payout balance to the
/// reserve. Call this after everything except [`crate::ring::announce`]: from here to the commit, claims of the
/// business wait for its account.
///
/// # Errors
/// [`ReserveError::Insufficient`]. The caller must then roll back the transaction.
pub async fn reserve(
    conn: &mut PgConnection,
    batch: &NewBatch,
    amount: Cents,
    now: DateTime<Utc>,
) -> Result<(), ReserveError> {
    if amount == Cents::ZERO || set_aside(conn, batch, amount, now).await? {
        return Ok(());
    }
    // Lock the account, so that the reported missing sum is exact. If the balance suffices by now, it still does below.
    let balance = lock_account(conn, batch.business_id).await?;
    match amount.checked_sub(balance) {
        Some(missing) if missing > Cents::ZERO => Err(ReserveError::Insufficient { missing }),
        _ if set_aside(conn, batch, amount, now).await? => Ok(()),
        _ => Err(sqlx::Error::RowNotFound.into()),
    }
}

/// Moves the money. Returns whether the balance covered it.
async fn set_aside(
    conn: &mut PgConnection,
    batch: &NewBatch,
    amount: Cents,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "with moved as (
             update business_accounts set payout_balance = payout_balance - $3, reserve = reserve + $3
             where business_id = $1 and payout_balance >= $3 returning business_id)
         insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
         select business_id, $2, 'reservation', 'payout_balance', 'reserve', $3, $4 from moved",
        batch.business_id.uuid(),
        batch.id.uuid(),
        amount.get(),
        now
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    let left = lock_account(conn, batch.business_id).await?;
    let before = left.checked_add(amount).unwrap_or(left);
    balance_moved(conn, batch.business_id, before, left, now).await?;
    Ok(true)
}
