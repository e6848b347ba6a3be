//! Lists the items of a batch, each with its outcome.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Batch;
use crate::allocation;
use crate::ids::{AllocationId, BusinessId, PayoutUserId};
use crate::money::Cents;
use crate::secrets::hash::HashVersion;

/// An item of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its index in the batch, from 0.
    pub index: i32,
    /// The allocation that pays the item, or that paid it before.
    pub allocation_id: AllocationId,
    /// Whether the item is a duplicate of that allocation.
    pub duplicate: bool,
    /// The address of the payout user.
    pub email: String,
    /// The amount.
    pub amount: Cents,
    /// The client's key for the item.
    pub reference: Option<String>,
    /// The allocation's state.
    pub status: allocation::Status,
    /// Why the allocation failed or was cancelled.
    pub code: Option<String>,
    /// The payout user, if the allocation is paid.
    pub payout_user_id: Option<PayoutUserId>,
    /// Which hash the payout user has now.
    pub hash_version: Option<HashVersion>,
    /// When the allocation ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// The state of an item, named like the counts of a batch. A duplicate counts as a duplicate, whatever the state of the
/// allocation that it repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// The state of its own allocation.
    Own(allocation::Status),
    /// Another allocation pays it or has paid it.
    Duplicate,
}

impl ItemStatus {
    /// All variants.
    pub const ALL: [Self; 5] = [
        Self::Own(allocation::Status::Pending),
        Self::Own(allocation::Status::Succeeded),
        Self::Own(allocation::Status::Failed),
        Self::Own(allocation::Status::Cancelled),
        Self::Duplicate,
    ];

    /// Returns the name that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own(status) => status.as_str(),
            Self::Duplicate => "duplicate",
        }
    }
}

impl Item {
    /// Returns the state of the item.
    pub const fn item_status(&self) -> ItemStatus {
        if self.duplicate { ItemStatus::Duplicate } else { ItemStatus::Own(self.status) }
    }
}

/// How far a list of items has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemCursor {
    /// The index of the last item.
    pub index: i32,
    /// The last allocation up to there that is not a duplicate's.
    pub allocation_id: Option<AllocationId>,
}

struct Row {
    index: i32,
    id: Uuid,
    duplicate: bool,
    reference: Option<String>,
    email: String,
    amount: i64,
    status: String,
    code: Option<String>,
    payout_user_id: Option<Uuid>,
    finished_at: Option<DateTime<Utc>>,
    hash_version: Option<i16>,
    hash_secret: Option<i16>,
}

/// The query of every list. `$own` is the condition that selects the batch's own allocations.
macro_rules! rows {
    ($own:tt, $business:expr, $batch:expr, $status:expr, $after:expr, $limit:expr) => {
        sqlx::query_as!(
            Row,
            r#"with own as (
                   select a.item_index as index, a.id, false as duplicate from allocations a "#
                + $own
                + r#" order by a.id limit $7
               ), known as (
                   select d.item_index as index, d.allocation_id as id, true as duplicate from batch_duplicates d
                   where d.business_id = $1 and d.batch_id = $2 and d.item_index > $6
                     and ($8::text is null or $8 = 'duplicate')
                   order by d.item_index limit $7
               ), page as materialized (
                   select * from own union all select * from known order by index limit $7
               )
               -- First the items of the page, then each outcome by its key. "offset 0" keeps the planner from joining
               -- the page with all rows of the business, as it does while the statistics do not know a new batch.
               select i.index as "index!", i.id as "id!", i.duplicate as "duplicate!", s.reference, s.email as "email!",
                   s.amount as "amount!", s.status as "status!", s.code, s.payout_user_id as "payout_user_id?",
                   s.finished_at as "finished_at?", u.hash_version as "hash_version?",
                   u.hash_secret as "hash_secret?"
               from page i
               cross join lateral (
                   select * from allocation_states where business_id = $1 and id = i.id offset 0
               ) s
               left join lateral (
                   select hash_version, hash_secret from payout_users
                   where business_id = $1 and id = s.payout_user_id offset 0
               ) u on true
               order by i.index"#,
            $business.uuid(),
            $batch.id.uuid(),
            $batch.first_allocation_id.uuid(),
            $batch.last_allocation_id.uuid(),
            $after.and_then(|cursor: ItemCursor| cursor.allocation_id).map_or(Uuid::nil(), AllocationId::uuid),
            $after.map_or(-1, |cursor| cursor.index),
            $limit,
            $status.map(ItemStatus::as_str)
        )
    };
}

/// Lists up to `limit` items of `batch` in their order, after `after`. If `status` is given, only items in that state.
///
/// Pending ones are found through the queue, failed and cancelled ones through the outcomes. So a few of them among a
/// million succeeded ones do not cost a million look-ups.
///
/// # Errors
/// When the database fails.
pub async fn items(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: &Batch,
    status: Option<ItemStatus>,
    after: Option<ItemCursor>,
    limit: i64,
) -> Result<Vec<Item>, sqlx::Error> {
    let rows = match status {
        None => {
            rows!(
                "where a.business_id = $1 and a.batch_id = $2 and a.id between $3 and $4 and a.id > $5",
                business, batch, status, after, limit
            )
            .fetch_all(conn)
            .await?
        }
        Some(ItemStatus::Own(allocation::Status::Pending)) => {
            rows!(
                "cross join lateral (select status from allocation_states where business_id = $1 and id = a.id offset 0) s
                 where a.business_id = $1 and a.batch_id = $2 and a.id between $3 and $4 and a.id > $5 and s.status = $8
                   and a.id in (select q.allocation_id from allocation_queue q
                                where q.business_id = $1 and q.lane = 1 and q.allocation_id between $3 and $4
                                union all
                                select d.allocation_id from allocation_deferred d
                                where d.business_id = $1 and d.allocation_id between $3 and $4
                                union all
                                select w.id from allocation_ranges r
                                cross join lateral (
                                    select i.id from allocations i
                                    where i.business_id = $1 and i.id > greatest(r.after_id, $5) and i.id <= r.last_id
                                    order by i.id limit $7) w
                                where r.business_id = $1 and r.last_id between $3 and $4)",
                business, batch, status, after, limit
            )
            .fetch_all(conn)
            .await?
        }
        Some(ItemStatus::Own(allocation::Status::Failed | allocation::Status::Cancelled)) => {
            rows!(
                "cross join lateral (select status from allocation_states where business_id = $1 and id = a.id offset 0) s
                 where a.business_id = $1 and a.batch_id = $2 and a.id between $3 and $4 and a.id > $5 and s.status = $8
                   and a.id in (select o.allocation_id from allocation_outcomes o
                                where o.business_id = $1 and o.allocation_id between $3 and $4)",
                business, batch, status, after, limit
            )
            .fetch_all(conn)
            .await?
        }
        Some(ItemStatus::Own(allocation::Status::Succeeded) | ItemStatus::Duplicate) => {
            rows!(
                "cross join lateral (select status from allocation_states where business_id = $1 and id = a.id offset 0) s
                 where a.business_id = $1 and a.batch_id = $2 and a.id between $3 and $4 and a.id > $5 and s.status = $8
                   and $8 <> 'duplicate'",
                business, batch, status, after, limit
            )
            .fetch_all(conn)
            .await?
        }
    };
    Ok(rows.into_iter().map(Item::from).collect())
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        let status = allocation::Status::from_stored(&row.status);
        let ended_without_pay = matches!(status, allocation::Status::Failed | allocation::Status::Cancelled);
        Self {
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
    }
}

impl ItemCursor {
    /// Returns the cursor after `items`, a list that began after `before`.
    pub fn next_cursor(items: &[Item], before: Option<Self>) -> Option<Self> {
        let last = items.last()?;
        let own = items.iter().rev().find(|item| !item.duplicate).map(|item| item.allocation_id);
        Some(Self {
            index: last.index,
            allocation_id: own.or(before.and_then(|cursor| cursor.allocation_id)),
        })
    }
}
