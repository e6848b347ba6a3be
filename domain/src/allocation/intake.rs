//! Recording allocations: the row of what was asked, and its queue row, in one statement for as many as arrive.
//!
//! A reference is used once per business, by a unique index: whoever comes second, in this statement, this batch or
//! any other request, is a duplicate (same e-mail and amount) or a conflict (anything else).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Lane;
use super::wait::promise;
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
    /// When they become ready; at once when `None`.
    pub ready_at: Option<DateTime<Utc>>,
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

/// How often recording begins again for references whose holders were withdrawn meanwhile.
const ROUNDS: usize = 5;

/// Records `items` and queues them, as one statement; the answers are in the order of the items. Call
/// [`crate::queue::announce`] in the same transaction.
///
/// Waits for other transactions that are recording, or withdrawing, the same references. When the acceptance is
/// promised, so are its duplicates: one that still waits for its answer elsewhere can no longer be withdrawn.
///
/// # Errors
/// When the database fails.
pub async fn record(
    conn: &mut PgConnection,
    acceptance: &Acceptance,
    items: &[NewAllocation],
) -> Result<Vec<Recorded>, sqlx::Error> {
    let mut all = vec![Recorded::New; items.len()];
    let mut open: Vec<usize> = (0..items.len()).collect();
    for _ in 0..ROUNDS {
        let asked: Vec<&NewAllocation> = open.iter().filter_map(|&place| items.get(place)).collect();
        if insert(conn, acceptance, &asked).await? == asked.len() {
            return Ok(all);
        }
        let mut found = compare(conn, acceptance.business_id, &asked).await?;
        if acceptance.promised {
            promise_duplicates(conn, acceptance.business_id, &mut found).await?;
        }
        // Neither recorded nor anybody's: whoever held the reference was withdrawn between the two statements.
        let mut given_back = Vec::new();
        for (place, found) in open.into_iter().zip(found) {
            match (found, all.get_mut(place)) {
                (Some(recorded), Some(answer)) => *answer = recorded,
                _ => given_back.push(place),
            }
        }
        if given_back.is_empty() {
            return Ok(all);
        }
        open = given_back;
    }
    Err(sqlx::Error::Protocol("references were taken and given back again and again".into()))
}

/// Records those whose references are free; how many.
async fn insert(
    conn: &mut PgConnection,
    acceptance: &Acceptance,
    items: &[&NewAllocation],
) -> Result<usize, sqlx::Error> {
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
               from recorded r where $12::timestamptz is null
           ), scheduled as (
               insert into allocation_deferred (business_id, lane, allocation_id, email, amount, batch_id, request_id,
                   attempts, promised, due_at)
               select $1, $10, r.id, r.email, r.amount, $2, case when $2::uuid is null then $3::uuid end, 0, $11, $12
               from recorded r where $12::timestamptz is not null
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
        acceptance.promised,
        acceptance.ready_at
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(usize::try_from(recorded).unwrap_or(0))
}

/// Says for each item whether its reference is its own, a duplicate's or a conflict's; `None` when it is nobody's.
async fn compare(
    conn: &mut PgConnection,
    business: BusinessId,
    items: &[&NewAllocation],
) -> Result<Vec<Option<Recorded>>, sqlx::Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.amount.get()).collect();
    let references: Vec<Option<&str>> = items.iter().map(|item| item.reference.as_deref()).collect();
    let rows = sqlx::query!(
        r#"select a.id as "id?", own.id is not null as "recorded!",
               coalesce(a.email = i.email and a.amount = i.amount, false) as "same!"
           from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) with ordinality
               as i (id, email, amount, reference, n)
           left join allocations own on own.business_id = $1 and own.id = i.id
           left join allocations a on a.business_id = $1 and a.reference = i.reference and a.id <> i.id
           order by i.n"#,
        business.uuid(),
        &ids,
        &emails as _,
        &amounts,
        &references as _
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| match (row.recorded, row.id.map(AllocationId::from)) {
            (true, _) => Some(Recorded::New),
            (false, Some(earlier)) if row.same => Some(Recorded::Duplicate(earlier)),
            (false, Some(earlier)) => Some(Recorded::Conflict(earlier)),
            (false, None) => None,
        })
        .collect())
}

/// Promises the duplicates among `found`; those that were withdrawn meanwhile are `None` afterwards.
async fn promise_duplicates(
    conn: &mut PgConnection,
    business: BusinessId,
    found: &mut [Option<Recorded>],
) -> Result<(), sqlx::Error> {
    let earlier = |found: &Option<Recorded>| match found {
        Some(Recorded::Duplicate(id)) => Some(id.uuid()),
        _ => None,
    };
    let ids: Vec<Uuid> = found.iter().filter_map(earlier).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let kept = promise(conn, business, &ids).await?;
    for one in found.iter_mut().filter(|one| earlier(one).is_some_and(|id| !kept.contains(&id))) {
        *one = None;
    }
    Ok(())
}
