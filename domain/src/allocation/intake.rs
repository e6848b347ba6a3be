//! Recording allocations: the row of what was asked, and its queue row, in one statement for as many as arrive.
//!
//! A reference is used once per business, by a unique index: whoever comes second, in this statement, this batch or
//! any other request, is a duplicate (same e-mail and amount) or a conflict (anything else).

use sqlx::PgConnection;
use uuid::Uuid;

use super::Lane;
use crate::email::Email;
use crate::ids::{AllocationId, BatchId, BusinessId};
use crate::money::Cents;

/// One allocation to record.
#[derive(Debug, Clone)]
pub struct NewAllocation {
    /// Its id; ids of a batch rise with its items.
    pub id: AllocationId,
    /// Who is paid.
    pub email: Email,
    /// How much: 1 to 100,000,000 cents.
    pub amount: Cents,
    /// The client's idempotency key.
    pub reference: Option<String>,
    /// What the client wants to find again, a JSON object as text.
    pub metadata: Option<String>,
    /// Its place in its batch, from 0.
    pub item_index: Option<i32>,
}

/// What the allocations of one acceptance have in common.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance {
    /// Whose money.
    pub business_id: BusinessId,
    /// Which lane they wait in.
    pub lane: Lane,
    /// Whether the client has, or will have, the word that they will be carried out. A request that somebody waits
    /// for without that word may be withdrawn.
    pub promised: bool,
    /// The batch they are items of.
    pub batch_id: Option<BatchId>,
    /// The request they came in.
    pub request_id: Uuid,
}

/// What became of one allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is recorded and queued.
    New,
    /// Its reference names this earlier one with the same content.
    Duplicate(AllocationId),
    /// Its reference names this earlier one with another content.
    Conflict(AllocationId),
}

/// Records `items` and queues them, as one statement; the answers are in the order of the items. Call
/// [`crate::queue::announce`] in the same transaction.
///
/// Waits for other transactions that are recording the same references.
///
/// # Errors
/// When the database fails.
pub async fn record(
    conn: &mut PgConnection,
    acceptance: &Acceptance,
    items: &[NewAllocation],
) -> Result<Vec<Recorded>, sqlx::Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.amount.get()).collect();
    let references: Vec<Option<&str>> = items.iter().map(|item| item.reference.as_deref()).collect();
    let metadata: Vec<Option<&str>> = items.iter().map(|item| item.metadata.as_deref()).collect();
    let indexes: Vec<Option<i32>> = items.iter().map(|item| item.item_index).collect();
    let recorded = sqlx::query_scalar!(
        r#"with recorded as (
               insert into allocations
                   (business_id, id, email, amount, reference, metadata, batch_id, item_index, request_id)
               select $1, i.id, i.email, i.amount, i.reference, i.metadata::jsonb, $2, i.item_index, $3
               from unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::integer[])
                   as i (id, email, amount, reference, metadata, item_index)
               on conflict (business_id, reference) where reference is not null do nothing
               returning id, email, amount
           ), queued as (
               insert into allocation_queue
                   (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised)
               -- An item's request is its batch's: the queue row need not carry it.
               select $1, $10, r.id, r.email, r.amount, $2, case when $2::uuid is null then $3::uuid end, 0, $11
               from recorded r
           )
           select count(*) as "n!" from recorded"#,
        acceptance.business_id.uuid(),
        acceptance.batch_id.map(BatchId::uuid),
        acceptance.request_id,
        &ids,
        &emails as _,
        &amounts,
        &references as _,
        &metadata as _,
        &indexes as _,
        acceptance.lane.number(),
        acceptance.promised
    )
    .fetch_one(&mut *conn)
    .await?;
    if usize::try_from(recorded) == Ok(items.len()) {
        return Ok(vec![Recorded::New; items.len()]);
    }
    compare(conn, acceptance.business_id, items).await
}

/// Says for each item whether its reference is its own, a duplicate's or a conflict's.
async fn compare(
    conn: &mut PgConnection,
    business: BusinessId,
    items: &[NewAllocation],
) -> Result<Vec<Recorded>, sqlx::Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.amount.get()).collect();
    let references: Vec<Option<&str>> = items.iter().map(|item| item.reference.as_deref()).collect();
    let rows = sqlx::query!(
        r#"select i.n as "n!", a.id, a.email = i.email and a.amount = i.amount as "same!"
           from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) with ordinality
               as i (id, email, amount, reference, n)
           join allocations a on a.business_id = $1 and a.reference = i.reference and a.id <> i.id"#,
        business.uuid(),
        &ids,
        &emails as _,
        &amounts,
        &references as _
    )
    .fetch_all(conn)
    .await?;
    let mut all = vec![Recorded::New; items.len()];
    for row in rows {
        let earlier = AllocationId::from(row.id);
        let place = usize::try_from(row.n - 1).unwrap_or(usize::MAX);
        if let Some(item) = all.get_mut(place) {
            *item = if row.same { Recorded::Duplicate(earlier) } else { Recorded::Conflict(earlier) };
        }
    }
    Ok(all)
}
