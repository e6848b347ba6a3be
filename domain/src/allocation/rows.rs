//! The rows of allocations: writes new ones, and finds out what the references of the others name.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Lane;
use crate::email::Email;
use crate::ids::{AllocationId, BatchId, BusinessId};
use crate::metadata::Metadata;
use crate::money::Cents;
use crate::reference::Reference;

/// One allocation to record.
#[derive(Debug, Clone)]
pub struct NewAllocation {
    /// Its id. The ids of a batch rise in the order of its items.
    pub id: AllocationId,
    /// The address of the payout user.
    pub email: Email,
    /// The amount: 1 to 100,000,000 cents.
    pub amount: Cents,
    /// The client's idempotency key.
    pub reference: Option<Reference>,
    /// The client's own data, returned with the allocation.
    pub metadata: Option<Metadata>,
    /// Its index in its batch, from 0.
    pub item_index: Option<i32>,
}

/// The result of recording one allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It was recorded.
    New,
    /// Its reference names this earlier allocation, which has the same content.
    Duplicate(AllocationId),
    /// Its reference names this earlier allocation, which has different content.
    Conflict(AllocationId),
}

/// What all items of a statement have in common.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    pub(super) lane: Lane,
    /// The batch that they are items of. Such items are not queued here: the batch is queued as a range once all its
    /// items are recorded.
    pub(super) batch_id: Option<BatchId>,
    /// The business and the request, if all items have the same. Then they are sent once instead of with every item.
    pub(super) origin: Option<(BusinessId, Uuid)>,
    /// The businesses to wake at this time if all items are new. The transaction shares their locks of the ring.
    pub(super) wakes: Option<(&'a [Uuid], DateTime<Utc>)>,
}

/// One item of a statement.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) business_id: BusinessId,
    pub(super) promised: bool,
    pub(super) request_id: Uuid,
    pub(super) again: bool,
    /// The number of the attempt at the payment that the reference names, from 0.
    pub(super) attempt: i16,
    pub(super) allocation: &'a NewAllocation,
}

/// Records the items whose references are free, and queues them unless they are items of a batch. Returns how many were
/// recorded, and the id of the transaction.
pub(super) async fn insert(
    conn: &mut PgConnection,
    common: Common<'_>,
    items: &[Item<'_>],
) -> Result<(usize, String), sqlx::Error> {
    let columns = Columns::of(common, items);
    let row = sqlx::query!(
        r#"with recorded as (
               insert into allocations
                   (business_id, id, email, amount, reference, metadata, batch_id, item_index, request_id,
                    reference_attempt)
               -- An empty array yields null in every row. Then all rows share one value, given as its own parameter.
               select coalesce(i.business_id, $1), i.id, i.email, i.amount, i.reference, i.metadata::jsonb, $3,
                   i.item_index, coalesce(i.request_id, $2), coalesce(i.attempt, 0::smallint)
               from unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::integer[],
                           $10::uuid[], $11::uuid[], $15::smallint[])
                   as i (id, email, amount, reference, metadata, item_index, business_id, request_id, attempt)
               on conflict (business_id, reference, reference_attempt) where reference is not null do nothing
               returning business_id, id, email, amount, request_id
           ), queued as (
               insert into allocation_queue
                   (business_id, lane, allocation_id, email, amount, request_id, attempts, promised)
               select r.business_id, $12, r.id, r.email, r.amount, r.request_id, 0, not (r.id = any($13::uuid[]))
               from recorded r where $3::uuid is null
           ), woken as (
               -- Like `ring::wake`. All items are recorded before the first of these rows is locked.
               update ring set idle_since = null where business_id = any(array(
                   select business_id from ring
                   where business_id = any($14::uuid[]) and idle_since is not null
                     and (select count(*) from recorded) = cardinality($4)
                   order by business_id for no key update))
           ), joined as (
               insert into ring (business_id, due_at)
               select b.business_id, $16 from unnest($14::uuid[]) as b (business_id)
               where (select count(*) from recorded) = cardinality($4)
               on conflict (business_id) do nothing
           )
           select count(*) as "n!", pg_current_xact_id()::text as "transaction_id!" from recorded"#,
        common.origin.map(|(business, _)| business.uuid()),
        common.origin.map(|(_, request)| request),
        common.batch_id.map(BatchId::uuid),
        &columns.ids,
        &columns.emails as _,
        &columns.amounts,
        &columns.references as _,
        &columns.metadata as _,
        &columns.indexes as _,
        &columns.businesses,
        &columns.requests,
        common.lane.number(),
        &columns.unpromised,
        common.wakes.map_or(&[][..], |(businesses, _)| businesses),
        &columns.attempts,
        common.wakes.map(|(_, now)| now)
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok((usize::try_from(row.n).unwrap_or(0), row.transaction_id))
}

/// The values that differ between items, one vector for each column. An empty array is null in every row.
struct Columns<'a> {
    ids: Vec<Uuid>,
    emails: Vec<&'a str>,
    amounts: Vec<i64>,
    references: Vec<Option<&'a str>>,
    metadata: Vec<Option<&'a str>>,
    indexes: Vec<Option<i32>>,
    businesses: Vec<Uuid>,
    requests: Vec<Uuid>,
    /// Empty unless an item is a later attempt.
    attempts: Vec<i16>,
    unpromised: Vec<Uuid>,
}

impl<'a> Columns<'a> {
    fn of(common: Common<'_>, items: &[Item<'a>]) -> Self {
        let own_origin = || items.iter().filter(|_| common.origin.is_none());
        let numbered = items.iter().any(|item| item.attempt != 0);
        Self {
            ids: items.iter().map(|item| item.allocation.id.uuid()).collect(),
            emails: items.iter().map(|item| item.allocation.email.as_str()).collect(),
            amounts: items.iter().map(|item| item.allocation.amount.get()).collect(),
            references: items
                .iter()
                .map(|item| item.allocation.reference.as_ref().map(Reference::as_str))
                .collect(),
            metadata: items
                .iter()
                .map(|item| item.allocation.metadata.as_ref().map(Metadata::as_str))
                .collect(),
            indexes: items.iter().map(|item| item.allocation.item_index).collect(),
            businesses: own_origin().map(|item| item.business_id.uuid()).collect(),
            requests: own_origin().map(|item| item.request_id).collect(),
            attempts: items.iter().filter(|_| numbered).map(|item| item.attempt).collect(),
            unpromised: items
                .iter()
                .filter(|item| !item.promised)
                .map(|item| item.allocation.id.uuid())
                .collect(),
        }
    }
}

/// Returns for each item whether it is recorded, a duplicate or a conflict, or `None` if no allocation has its
/// reference. If a reference has several attempts, the last one is compared.
pub(super) async fn compare(
    conn: &mut PgConnection,
    items: &[Item<'_>],
) -> Result<Vec<Option<Recorded>>, sqlx::Error> {
    let businesses: Vec<Uuid> = items.iter().map(|item| item.business_id.uuid()).collect();
    let ids: Vec<Uuid> = items.iter().map(|item| item.allocation.id.uuid()).collect();
    let emails: Vec<&str> = items.iter().map(|item| item.allocation.email.as_str()).collect();
    let amounts: Vec<i64> = items.iter().map(|item| item.allocation.amount.get()).collect();
    let references: Vec<Option<&str>> =
        items.iter().map(|item| item.allocation.reference.as_ref().map(Reference::as_str)).collect();
    let rows = sqlx::query!(
        // Look-ups by whole keys, whatever the statistics say (`domain/src/platform/db.rs`).
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
