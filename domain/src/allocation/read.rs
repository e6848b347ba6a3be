//! Reads allocations as their merchant sees them.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Status;
use crate::email::Email;
use crate::ids::{AllocationId, BatchId, BusinessId, PayoutUserId, created_at, lower_bound};
use crate::money::Cents;
use crate::reference::Reference;

/// An allocation and its state.
#[derive(Debug, Clone)]
pub struct Allocation {
    /// Its id.
    pub id: AllocationId,
    /// The address of the payout user.
    pub email: Email,
    /// The amount.
    pub amount: Cents,
    /// Its state.
    pub status: Status,
    /// Why it failed or was cancelled.
    pub code: Option<String>,
    /// The client's idempotency key.
    pub reference: Option<String>,
    /// The client's own data, with its numbers as they were written.
    pub metadata: Option<Box<RawValue>>,
    /// The batch that it is an item of.
    pub batch_id: Option<BatchId>,
    /// Its index in its batch, from 0.
    pub item_index: Option<i32>,
    /// The payout user, once it is paid.
    pub payout_user_id: Option<PayoutUserId>,
    /// When it was requested.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Which allocations a list shows. A field that is `None` does not restrict the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// For this address.
    pub email: Option<Email>,
    /// In this state.
    pub status: Option<Status>,
    /// Of this batch.
    pub batch_id: Option<BatchId>,
    /// With this reference.
    pub reference: Option<Reference>,
    /// Requested at this time or later.
    pub created_from: Option<DateTime<Utc>>,
    /// Requested before this time.
    pub created_before: Option<DateTime<Utc>>,
}

struct Row {
    id: Uuid,
    email: String,
    amount: i64,
    status: String,
    code: Option<String>,
    reference: Option<String>,
    metadata: Option<Json<Box<RawValue>>>,
    batch_id: Option<Uuid>,
    item_index: Option<i32>,
    payout_user_id: Option<Uuid>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<Row> for Allocation {
    fn from(row: Row) -> Self {
        let status = Status::from_stored(&row.status);
        let ended_without_pay = matches!(status, Status::Failed | Status::Cancelled);
        Self {
            id: row.id.into(),
            email: Email::from_stored(row.email),
            amount: Cents::new(row.amount),
            status,
            code: row.code.filter(|_| ended_without_pay),
            reference: row.reference,
            metadata: row.metadata.map(|Json(raw)| raw),
            batch_id: row.batch_id.map(BatchId::from),
            item_index: row.item_index,
            payout_user_id: row.payout_user_id.map(PayoutUserId::from),
            created_at: created_at(row.id),
            finished_at: row.finished_at.filter(|_| status != Status::Pending),
        }
    }
}

/// Returns the allocation `id` of `business`, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: AllocationId,
) -> Result<Option<Allocation>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id!", email as "email!", amount as "amount!", status as "status!", code, reference,
               metadata as "metadata: Json<Box<RawValue>>", batch_id, item_index, payout_user_id, finished_at
           from allocation_states where business_id = $1 and id = $2"#,
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Allocation::from))
}

/// The query of every list. `of business` finds rows by the business, `of address` by the address, and `of either` by
/// the address if the filter has one. The restriction is the condition on the state.
///
/// An address is found by its key (`migrations/0011_email_key.sql`), in the order of ids. Two addresses may share a
/// key, so the addresses are compared as well. They are compared with functions. With operators the planner would look
/// for an index of the addresses, read all ids of the business, and sort all payments to the address, because it
/// believes that hardly any row meets so many conditions.
macro_rules! rows {
    (of either, $restriction:tt, $conn:expr, $asked:expr) => {
        if $asked.filter.email.is_some() {
            rows!(of address, $restriction, $conn, $asked)
        } else {
            rows!(of business, $restriction, $conn, $asked)
        }
    };
    (of business, $restriction:tt, $conn:expr, $asked:expr) => {
        rows!("business_id = $1 and ($4::text is null or email = $4)", $restriction, $conn, $asked)
    };
    (of address, $restriction:tt, $conn:expr, $asked:expr) => {
        rows!(
            "email_key(business_id, email) = email_key($1, $4) and uuid_eq(business_id, $1) and texteq(email, $4)",
            $restriction, $conn, $asked
        )
    };
    ($whose:tt, $restriction:tt, $conn:expr, $asked:expr) => {{
        let ListQuery { business, filter, lower, upper, limit, status } = $asked;
        sqlx::query_as!(
            Row,
            r#"select id as "id!", email as "email!", amount as "amount!", status as "status!", code, reference,
                   metadata as "metadata: Json<Box<RawValue>>", batch_id, item_index, payout_user_id, finished_at
               from allocation_states s
               where "# + $whose + "
                 and ($2::uuid is null or id < $2) and ($3::uuid is null or id >= $3)
                 and ($5::uuid is null or batch_id = $5)
                 and ($6::text is null or status = $6) and ($8::text is null or reference = $8) " + $restriction + " order by id desc limit $7",
            business.uuid(),
            upper,
            lower,
            filter.email.as_ref().map(Email::as_str),
            filter.batch_id.map(BatchId::uuid),
            status.map(Status::as_str),
            limit,
            filter.reference.as_ref().map(Reference::as_str)
        )
        .fetch_all($conn)
        .await?
    }};
}

/// The parameters of a list.
#[derive(Clone, Copy)]
struct ListQuery<'a> {
    business: BusinessId,
    filter: &'a Filter,
    /// The lowest id to show.
    lower: Option<Uuid>,
    /// Show only ids below this one.
    upper: Option<Uuid>,
    limit: i64,
    status: Option<Status>,
}

/// Lists up to `limit` allocations that match `filter`, newest first, with ids below `before`.
///
/// Pending ones are found through the queue, failed and cancelled ones through the outcomes. So a few of them among
/// millions of succeeded ones do not cost millions of look-ups.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    filter: &Filter,
    before: Option<AllocationId>,
    limit: i64,
) -> Result<Vec<Allocation>, sqlx::Error> {
    let of_batch = match filter.batch_id {
        Some(batch) => range_of(conn, business, batch).await?,
        None => None,
    };
    let (first, behind) = of_batch.unzip();
    let upper = [before.map(AllocationId::uuid), filter.created_before.map(lower_bound), behind];
    let lower = [filter.created_from.map(lower_bound), first].into_iter().flatten().max();
    let upper = upper.into_iter().flatten().min();
    let asked = ListQuery { business, filter, lower, upper, limit, status: filter.status };
    let rows = match filter.status {
        _ if filter.reference.is_some() => {
            rows!(
                of business, "and id in (select r.id from allocations r where r.business_id = $1 and r.reference = $8)",
                conn, asked
            )
        }
        None | Some(Status::Succeeded) => rows!(of either, "", conn, asked),
        Some(Status::Pending) => pending(conn, asked).await?,
        Some(Status::Failed | Status::Cancelled) => {
            rows!(
                of either,
                "and id in (select o.allocation_id from allocation_outcomes o where o.business_id = $1 and o.outcome = $6::text::allocation_outcome)",
                conn, asked
            )
        }
    };
    Ok(rows.into_iter().map(Allocation::from).collect())
}

/// Returns the first id of a batch and the id after its last. All its allocations are between them. Without these
/// bounds, the list of an old batch would read everything that was requested since.
async fn range_of(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
) -> Result<Option<(Uuid, Uuid)>, sqlx::Error> {
    let found = sqlx::query!(
        "select first_allocation_id, last_allocation_id from batches where business_id = $1 and id = $2",
        business.uuid(),
        batch.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|of| {
        let behind = of.last_allocation_id.as_u128().saturating_add(1);
        (of.first_allocation_id, Uuid::from_u128(behind))
    }))
}

/// Reads pending allocations, which are rows or lie in ranges. From each range it reads at most as many as the list
/// shows.
async fn pending(conn: &mut PgConnection, asked: ListQuery<'_>) -> Result<Vec<Row>, sqlx::Error> {
    Ok(if asked.filter.email.is_some() {
        rows!(
            of address,
            "and id in (select q.allocation_id from allocation_queue q where q.business_id = $1
                        union all select d.allocation_id from allocation_deferred d where d.business_id = $1
                        union all select w.id from allocation_ranges r
                        cross join lateral (
                            select a.id from allocations a
                            -- As bounds of the index, because no statistics tell how many rows lie between two ids.
                            where (email_key(a.business_id, a.email), a.id) > (email_key($1, $4), r.after_id)
                              and (email_key(a.business_id, a.email), a.id) <= (email_key($1, $4), least(r.last_id, $2))
                              and uuid_eq(a.business_id, $1) and texteq(a.email, $4)
                              and ($2::uuid is null or a.id < $2) and ($3::uuid is null or a.id >= $3)
                            order by email_key(a.business_id, a.email) desc, a.id desc limit $7) w
                        where r.business_id = $1 and ($5::uuid is null or r.batch_id = $5))",
            conn, asked
        )
    } else {
        rows!(
            of business,
            "and id in (select q.allocation_id from allocation_queue q where q.business_id = $1
                        union all select d.allocation_id from allocation_deferred d where d.business_id = $1
                        union all select w.id from allocation_ranges r
                        cross join lateral (
                            select a.id from allocations a
                            where a.business_id = $1 and a.id > r.after_id and a.id <= r.last_id
                              and ($2::uuid is null or a.id < $2) and ($3::uuid is null or a.id >= $3)
                            order by a.id desc limit $7) w
                        where r.business_id = $1 and ($5::uuid is null or r.batch_id = $5))",
            conn, asked
        )
    })
}
