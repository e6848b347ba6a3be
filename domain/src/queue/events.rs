//! The events of allocations. The claim that ends the allocations writes them, if an endpoint listens.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::business::low_balance;
use crate::event::data::AllocationData;
use crate::event::{EventType, NewEvent, insert, listeners};
use crate::ids::{BatchId, BusinessId, PayoutUserId, created_at};
use crate::money::Cents;

/// What a claim, or a part of one, did: which allocations it paid and which failed, and what it debited.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The allocations that were paid.
    pub paid: &'a [Uuid],
    /// The allocations that failed.
    pub failed: &'a [Uuid],
    /// The sum debited from the payout balance.
    pub debited: Cents,
}

/// Records the events of allocations that the preceding statement ended: `allocation.succeeded`, `allocation.failed`
/// (for lack of balance, or because the job was parked), and `balance.low` if the debit took the balance below the
/// business's threshold. If no endpoint listens, this costs one look-up.
///
/// Items of a cancelled batch have no event: the merchant cancelled them, and `batch.completed` counts them.
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
    if listeners.any_wants(EventType::AllocationSucceeded) {
        ids.extend(ended.paid);
    }
    if listeners.any_wants(EventType::AllocationFailed) {
        ids.extend(ended.failed);
    }
    let mut events = if ids.is_empty() { Vec::new() } else { of_allocations(conn, business, &ids).await? };
    if ended.debited > Cents::ZERO && listeners.any_wants(EventType::BalanceLow) {
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
