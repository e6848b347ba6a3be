//! What happens to allocations, batches, balances and payout users, as events. Each function asks who listens before it
//! reads or writes anything else.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::{EventType, Listeners, NewEvent, insert, listeners};
use crate::batch::{self, Tally};
use crate::business;
use crate::ids::{AllocationId, BatchId, BusinessId, PayoutUserId, created_at};
use crate::money::Cents;
use crate::payout_user::PayoutUser;

/// An allocation as its event tells of it: as the API shows it.
#[derive(Serialize)]
pub(super) struct AllocationData {
    pub(super) id: AllocationId,
    pub(super) email: String,
    pub(super) amount: Cents,
    pub(super) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Json<Box<RawValue>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_id: Option<BatchId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payout_user_id: Option<PayoutUserId>,
    pub(super) created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) finished_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(super) struct TallyData {
    pub(super) total: i64,
    pub(super) pending: i64,
    pub(super) succeeded: i64,
    pub(super) failed: i64,
    pub(super) cancelled: i64,
    pub(super) duplicate: i64,
}

#[derive(Serialize)]
pub(super) struct BatchData {
    pub(super) id: BatchId,
    pub(super) status: &'static str,
    pub(super) mode: &'static str,
    pub(super) counts: TallyData,
    pub(super) amounts: TallyData,
    pub(super) created_at: DateTime<Utc>,
    pub(super) finished_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(super) struct BalanceData {
    pub(super) payout_balance: Cents,
    pub(super) threshold: Cents,
}

#[derive(Serialize)]
pub(super) struct PayoutUserData<'a> {
    pub(super) id: PayoutUserId,
    pub(super) email: &'a str,
    pub(super) balance: Cents,
    pub(super) status: &'static str,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

/// What a claim, or part of it, did: allocations that were paid or refused, and the balance that paid them.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// Paid.
    pub paid: &'a [Uuid],
    /// Failed.
    pub failed: &'a [Uuid],
    /// The sum of what was paid: the payout balance had as much more before.
    pub debited: Cents,
}

/// Allocations ended, in the transaction whose statement before this call ended them: `allocation.succeeded` and
/// `allocation.failed` (too little balance, or parked), and `balance.low` if paying them took the balance below its
/// threshold. One look-up when nobody listens. An item of a cancelled batch has no event: its merchant cancelled it, and
/// `batch.completed` counts it.
///
/// # Errors
/// When the database fails.
pub async fn allocations_ended(
    conn: &mut PgConnection,
    business: BusinessId,
    ended: Ended<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let listeners = listeners(conn, business).await?;
    let mut ids: Vec<Uuid> = Vec::new();
    if listeners.want(EventType::AllocationSucceeded) {
        ids.extend(ended.paid);
    }
    if listeners.want(EventType::AllocationFailed) {
        ids.extend(ended.failed);
    }
    let mut events = if ids.is_empty() { Vec::new() } else { of_allocations(conn, business, &ids).await? };
    if ended.debited > Cents::ZERO && listeners.want(EventType::BalanceLow) {
        let left = sqlx::query_scalar!(
            r#"select payout_balance as "left: Cents" from business_accounts where business_id = $1"#,
            business.uuid()
        )
        .fetch_one(&mut *conn)
        .await?;
        let before = left.checked_add(ended.debited).unwrap_or(left);
        events.extend(low_balance(conn, business, before, left).await?);
    }
    insert(conn, business, &listeners, &events, now).await.map(|_| ())
}

async fn of_allocations(
    conn: &mut PgConnection,
    business: BusinessId,
    ids: &[Uuid],
) -> Result<Vec<NewEvent>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select s.id as "id!", email as "email!", amount as "amount!", status as "status!", code, reference,
               metadata as "metadata: Json<Box<RawValue>>",
               batch_id, payout_user_id as "payout_user_id?", finished_at
           from unnest($2::uuid[]) as asked (id)
           cross join lateral (
               select * from allocation_states
               where business_id = $1 and id >= asked.id and id <= asked.id order by id limit 1) s
           order by s.id"#,
        business.uuid(),
        ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let paid = row.status == "succeeded";
            let kind = if paid { EventType::AllocationSucceeded } else { EventType::AllocationFailed };
            let data = AllocationData {
                id: row.id.into(),
                email: row.email,
                amount: Cents::new(row.amount),
                status: row.status,
                code: row.code.filter(|_| !paid),
                reference: row.reference,
                metadata: row.metadata,
                batch_id: row.batch_id.map(BatchId::from),
                payout_user_id: row.payout_user_id.map(PayoutUserId::from),
                created_at: created_at(row.id),
                finished_at: row.finished_at,
            };
            Ok(NewEvent::new(kind, row.id, &data)?)
        })
        .collect()
}

/// The last items of these batches ended, in the transaction that marked them as finished. To be called once for each time
/// that a batch becomes finished: a retried batch that finishes again has completed again.
///
/// # Errors
/// When the database fails.
pub async fn batches_completed(
    conn: &mut PgConnection,
    business: BusinessId,
    batches: &[BatchId],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if batches.is_empty() {
        return Ok(());
    }
    let listeners = listeners(conn, business).await?;
    if !listeners.want(EventType::BatchCompleted) {
        return Ok(());
    }
    let mut events = Vec::with_capacity(batches.len());
    for id in batches {
        if let Some(batch) = batch::get(conn, business, *id, now).await? {
            let data = BatchData {
                id: *id,
                status: batch.status.as_str(),
                mode: batch.mode.as_str(),
                counts: batch.counts.into(),
                amounts: batch.amounts.into(),
                created_at: batch.created_at,
                finished_at: batch.finished_at,
            };
            events.push(NewEvent::new(EventType::BatchCompleted, id.uuid(), &data)?);
        }
    }
    insert(conn, business, &listeners, &events, now).await.map(|_| ())
}

/// The payout balance went from `before` to `after`, under its account's lock: `balance.low` when that took it below the
/// business's threshold. It is told once, for the next fall begins at or above the threshold.
///
/// # Errors
/// When the database fails.
pub async fn balance_moved(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Cents,
    after: Cents,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if after >= before {
        return Ok(());
    }
    let listeners: Listeners = listeners(conn, business).await?;
    if !listeners.want(EventType::BalanceLow) {
        return Ok(());
    }
    let event = low_balance(conn, business, before, after).await?;
    insert(conn, business, &listeners, event.as_slice(), now).await.map(|_| ())
}

async fn low_balance(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Cents,
    after: Cents,
) -> Result<Option<NewEvent>, sqlx::Error> {
    let threshold = business::low_balance_threshold(conn, business).await?;
    match threshold.filter(|threshold| before >= *threshold && after < *threshold) {
        Some(threshold) => {
            let data = BalanceData { payout_balance: after, threshold };
            Ok(Some(NewEvent::new(EventType::BalanceLow, business.uuid(), &data)?))
        }
        None => Ok(None),
    }
}

/// A merchant changed a payout user, in the transaction that did: as it is now.
///
/// # Errors
/// When the database fails.
pub async fn payout_user_updated(
    conn: &mut PgConnection,
    business: BusinessId,
    user: &PayoutUser,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let data = PayoutUserData {
        id: user.id,
        email: user.email.as_str(),
        balance: user.balance,
        status: user.status.as_str(),
        expires_at: user.expires_at,
        created_at: user.created_at,
    };
    let event = NewEvent::new(EventType::PayoutUserUpdated, user.id.uuid(), &data)?;
    super::record(conn, business, &[event], now).await.map(|_| ())
}

impl From<Tally> for TallyData {
    fn from(of: Tally) -> Self {
        Self {
            total: of.total,
            pending: of.pending,
            succeeded: of.succeeded,
            failed: of.failed,
            cancelled: of.cancelled,
            duplicate: of.duplicate,
        }
    }
}
