//! Recording allocations: the row of what was asked, and its queue row, in one statement for as many as arrive, the items
//! of a batch or single requests of many businesses.
//!
//! A reference names one payment per business, by a unique index: whoever comes second, in this statement, this batch or
//! any other request, is a duplicate (same e-mail and amount) or a conflict (anything else). What ended unpaid may be asked
//! for again: its next attempt is recorded under the same index ([`super::again`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::wait::promise;
use super::{Lane, again};
use crate::email::Email;
use crate::ids::{AllocationId, BatchId, BusinessId};
use crate::money::Cents;
use crate::queue;

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
    /// Whether their money is set aside in the same transaction ([`crate::batch::reserve`]).
    pub from_reserve: bool,
    /// Whether what ended unpaid under the same reference is attempted again.
    pub again: bool,
}

/// A request for one allocation, which waits in the interactive lane.
#[derive(Debug, Clone)]
pub struct Single {
    /// Whose money.
    pub business_id: BusinessId,
    /// Whether the client has, or will have, the word that it will be carried out ([`Acceptance::promised`]).
    pub promised: bool,
    /// The request it came in.
    pub request_id: Uuid,
    /// Whether what ended unpaid under the same reference is attempted again ([`Acceptance::again`]).
    pub again: bool,
    /// What is asked.
    pub allocation: NewAllocation,
}

/// What became of a group of single requests.
#[derive(Debug, Clone)]
pub struct Group {
    /// Of each, in their order.
    pub recorded: Vec<Recorded>,
    /// The id of the transaction that records them.
    pub transaction_id: String,
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
    let common = Common {
        lane: acceptance.lane,
        batch_id: acceptance.batch_id,
        ready_at: acceptance.ready_at,
        from_reserve: acceptance.from_reserve,
        origin: Some((acceptance.business_id, acceptance.request_id)),
        locks: &[],
    };
    let items: Vec<Item<'_>> = items
        .iter()
        .map(|allocation| Item {
            business_id: acceptance.business_id,
            promised: acceptance.promised,
            request_id: acceptance.request_id,
            again: acceptance.again,
            attempt: 0,
            allocation,
        })
        .collect();
    Ok(record_in_order(conn, common, &items, (0..items.len()).collect()).await?.recorded)
}

/// Records single requests that arrived together as [`record`] does, whoever they are from; the answers are in their
/// order. Of two with the same reference the first is recorded, and the second its duplicate or in conflict with it.
///
/// What [`crate::queue::announce`] does is done too: the locks are shared by the statement that records, which saves a
/// round trip. References are taken in one order, so that groups that are recorded at the same time do not deadlock.
///
/// # Errors
/// When the database fails: then for all of them.
pub async fn record_group(
    conn: &mut PgConnection,
    singles: &[Single],
    now: DateTime<Utc>,
) -> Result<Group, sqlx::Error> {
    let businesses = singles.iter().map(|single| single.business_id.uuid()).collect();
    let common = Common {
        lane: Lane::Interactive,
        batch_id: None,
        ready_at: None,
        from_reserve: false,
        origin: None,
        locks: &queue::locks(&businesses),
    };
    let items: Vec<Item<'_>> = singles
        .iter()
        .map(|single| Item {
            business_id: single.business_id,
            promised: single.promised,
            request_id: single.request_id,
            again: single.again,
            attempt: 0,
            allocation: &single.allocation,
        })
        .collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&place| items.get(place).map(|item| (item.business_id, &item.allocation.reference)));
    let group = record_in_order(conn, common, &items, order).await?;
    let with_work: BTreeSet<Uuid> = singles
        .iter()
        .zip(&group.recorded)
        .filter(|(_, recorded)| **recorded == Recorded::New)
        .map(|(single, _)| single.business_id.uuid())
        .collect();
    if !with_work.is_empty() {
        queue::wake(conn, &with_work, now).await?;
    }
    Ok(group)
}

/// What all items of a statement have in common.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    lane: Lane,
    batch_id: Option<BatchId>,
    /// When they become ready; at once when `None`.
    ready_at: Option<DateTime<Utc>>,
    from_reserve: bool,
    /// Their business and their request, when it is one: then they travel once, not with every item.
    origin: Option<(BusinessId, Uuid)>,
    /// The locks of the ring that the transaction is to share from now on.
    locks: &'a [i64],
}

/// One item of a statement.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) business_id: BusinessId,
    pub(super) promised: bool,
    pub(super) request_id: Uuid,
    pub(super) again: bool,
    /// Which attempt at what its reference names: 0 is the first.
    pub(super) attempt: i16,
    pub(super) allocation: &'a NewAllocation,
}

/// Records the `items` at the places `open`, in that order; the answers are in the order of the items.
async fn record_in_order(
    conn: &mut PgConnection,
    common: Common<'_>,
    items: &[Item<'_>],
    mut open: Vec<usize>,
) -> Result<Group, sqlx::Error> {
    let mut all = vec![Recorded::New; items.len()];
    for _ in 0..ROUNDS {
        let asked: Vec<Item<'_>> = open.iter().filter_map(|&place| items.get(place).copied()).collect();
        let (new, transaction_id) = insert(conn, common, &asked).await?;
        if new == asked.len() {
            return Ok(Group { recorded: all, transaction_id });
        }
        let mut found = compare(conn, &asked).await?;
        again::attempt(conn, common, &asked, &mut found).await?;
        promise_duplicates(conn, &asked, &mut found).await?;
        // Neither recorded nor anybody's: whoever held the reference was withdrawn between the two statements.
        let mut given_back = Vec::new();
        for (place, found) in open.into_iter().zip(found) {
            match (found, all.get_mut(place)) {
                (Some(recorded), Some(answer)) => *answer = recorded,
                _ => given_back.push(place),
            }
        }
        if given_back.is_empty() {
            return Ok(Group { recorded: all, transaction_id });
        }
        open = given_back;
    }
    Err(sqlx::Error::Protocol("references were taken and given back again and again".into()))
}

/// Records those whose references are free: how many, and the transaction's id.
pub(super) async fn insert(
    conn: &mut PgConnection,
    common: Common<'_>,
    items: &[Item<'_>],
) -> Result<(usize, String), sqlx::Error> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.allocation.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.allocation.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.allocation.amount.get()).collect();
    let references: Vec<Option<&str>> =
        items.iter().map(|item| item.allocation.reference.as_deref()).collect();
    let metadata: Vec<Option<&str>> = items.iter().map(|item| item.allocation.metadata.as_deref()).collect();
    let indexes: Vec<Option<i32>> = items.iter().map(|item| item.allocation.item_index).collect();
    let own_origin = || items.iter().filter(|_| common.origin.is_none());
    let businesses: Vec<Uuid> = own_origin().map(|item| item.business_id.uuid()).collect();
    let requests: Vec<Uuid> = own_origin().map(|item| item.request_id).collect();
    // None of nearly all: an array that is empty is null in every row.
    let attempts: Vec<i16> = if items.iter().all(|item| item.attempt == 0) {
        Vec::new()
    } else {
        items.iter().map(|item| item.attempt).collect()
    };
    let unpromised: Vec<Uuid> =
        items.iter().filter(|item| !item.promised).map(|item| item.allocation.id.uuid()).collect();
    let row = sqlx::query!(
        r#"with recorded as (
               insert into allocations
                   (business_id, id, email, amount, reference, metadata, batch_id, item_index, request_id,
                    reference_attempt)
               -- An array that is empty is null in every row: then all have the value in common.
               select coalesce(i.business_id, $1), i.id, i.email, i.amount, i.reference, i.metadata::jsonb, $3,
                   i.item_index, coalesce(i.request_id, $2), coalesce(i.attempt, 0::smallint)
               from unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::integer[],
                           $10::uuid[], $11::uuid[], $17::smallint[])
                   as i (id, email, amount, reference, metadata, item_index, business_id, request_id, attempt)
               on conflict (business_id, reference, reference_attempt) where reference is not null do nothing
               returning business_id, id, email, amount, request_id
           ), queued as (
               insert into allocation_queue
                   (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised,
                    from_reserve)
               -- An item's request is its batch's: the queue row need not carry it.
               select r.business_id, $12, r.id, r.email, r.amount, $3,
                   case when $3::uuid is null then r.request_id end, 0, not (r.id = any($13::uuid[])), $15
               from recorded r where $14::timestamptz is null
           ), scheduled as (
               insert into allocation_deferred (business_id, lane, allocation_id, email, amount, batch_id, request_id,
                   attempts, promised, due_at, from_reserve)
               select r.business_id, $12, r.id, r.email, r.amount, $3,
                   case when $3::uuid is null then r.request_id end, 0, not (r.id = any($13::uuid[])), $14, $15
               from recorded r where $14::timestamptz is not null
           )
           select count(*) as "n!", pg_current_xact_id()::text as "transaction_id!",
               (select count(pg_advisory_xact_lock_shared(l)) from unnest($16::bigint[]) as locks (l)) as "locks!"
           from recorded"#,
        common.origin.map(|(business, _)| business.uuid()),
        common.origin.map(|(_, request)| request),
        common.batch_id.map(BatchId::uuid),
        &ids,
        &emails as _,
        &amounts,
        &references as _,
        &metadata as _,
        &indexes as _,
        &businesses,
        &requests,
        common.lane.number(),
        &unpromised,
        common.ready_at,
        common.from_reserve,
        common.locks,
        &attempts
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok((usize::try_from(row.n).unwrap_or(0), row.transaction_id))
}

/// Says for each item whether its reference is its own, a duplicate's or a conflict's; `None` when it is nobody's. Of several
/// attempts the last counts.
pub(super) async fn compare(
    conn: &mut PgConnection,
    items: &[Item<'_>],
) -> Result<Vec<Option<Recorded>>, sqlx::Error> {
    let businesses: Vec<Uuid> = items.iter().map(|item| item.business_id.uuid()).collect();
    let ids: Vec<Uuid> = items.iter().map(|item| item.allocation.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.allocation.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.allocation.amount.get()).collect();
    let references: Vec<Option<&str>> =
        items.iter().map(|item| item.allocation.reference.as_deref()).collect();
    let rows = sqlx::query!(
        // Look-ups by whole keys, whatever the statistics say (`domain/src/db.rs`).
        r#"select a.id as "id?", own.id is not null as "recorded!",
               coalesce(a.email = i.email and a.amount = i.amount, false) as "same!"
           from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[]) with ordinality
               as i (business_id, id, email, amount, reference, n)
           left join lateral (
               select o.id from allocations o
               where o.business_id = i.business_id and o.id >= i.id and o.id <= i.id order by o.id limit 1
           ) own on true
           left join lateral (
               select e.id, e.email, e.amount from allocations e
               where e.business_id = i.business_id and e.reference >= i.reference and e.reference <= i.reference
                 and e.id <> i.id
               order by e.reference desc, e.reference_attempt desc limit 1
           ) a on true
           order by i.n"#,
        &businesses,
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

/// Promises what promised items are duplicates of; those that were withdrawn meanwhile are `None` afterwards.
async fn promise_duplicates(
    conn: &mut PgConnection,
    items: &[Item<'_>],
    found: &mut [Option<Recorded>],
) -> Result<(), sqlx::Error> {
    let earlier = |item: &Item<'_>, found: &Option<Recorded>| match found {
        Some(Recorded::Duplicate(id)) if item.promised => Some(id.uuid()),
        _ => None,
    };
    let mut of_businesses: BTreeMap<BusinessId, Vec<Uuid>> = BTreeMap::new();
    for (item, found) in items.iter().zip(found.iter()) {
        if let Some(id) = earlier(item, found) {
            of_businesses.entry(item.business_id).or_default().push(id);
        }
    }
    for (business, ids) in of_businesses {
        let kept = promise(conn, business, &ids).await?;
        for (item, found) in items.iter().zip(found.iter_mut()) {
            if item.business_id == business && earlier(item, found).is_some_and(|id| !kept.contains(&id)) {
                *found = None;
            }
        }
    }
    Ok(())
}
