//! Releases: the leader queues items of a batch again, in steps. Deferred items are queued when their batch is
//! cancelled, so that claims end them. Failed items are queued when their batch is retried.
//!
//! A release is requested by one row, so the command costs the same for ten items as for a million, and a new leader
//! continues where the last one died. Each step holds the business's account, as claims do, so counts and queue change
//! together. The items of a batch are a range of ids, so a step finds the next ones by their key and reads no row
//! twice.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::progress::{Progress, Released, mark_finished};
use super::range::before;
use crate::allocation::{Lane, again};
use crate::business::lock_account;
use crate::ids::{BatchId, BusinessId};
use crate::ring::announce;

/// How many items one step queues. This limits the size of a transaction, and how long claims of the business wait for
/// it.
pub const MAX_RELEASED: i64 = 5_000;

/// Requests a release, beginning with the first item. The caller holds the business's account. A batch whose failed
/// items are to be queued again is no longer finished.
pub(crate) async fn begin(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
    items: Released,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into batch_releases (business_id, batch_id, items, after_id) values ($1, $2, $3, $4)
         on conflict (business_id, batch_id, items) do update set after_id = excluded.after_id",
        business.uuid(),
        batch.uuid(),
        items.as_str(),
        Uuid::nil()
    )
    .execute(&mut *conn)
    .await?;
    mark_finished(conn, business, &[batch.uuid()], now).await
}

/// Withdraws the request for a release. The caller holds the business's account.
pub(crate) async fn cancel_release(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
    items: Released,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from batch_releases where business_id = $1 and batch_id = $2 and items = $3",
        business.uuid(),
        batch.uuid(),
        items.as_str()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Does one step of one release. Returns false if no release is requested for a business that this cell serves now, or
/// if a retry must wait for the next sweep. Safe to run beside claims, commands and other leaders.
///
/// # Errors
/// When the database fails.
pub async fn release(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let next = sqlx::query_scalar!(
        "select business_id from batch_releases where business_id not in (select business_id from unserved_businesses)
         order by business_id limit 1"
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(business) = next.map(BusinessId::from) else { return Ok(false) };
    lock_account(conn, business).await?;
    // Read again under the account: another leader or a merchant may have ended the release meanwhile.
    let order = sqlx::query!(
        "select r.batch_id, r.items, r.after_id, b.first_allocation_id, b.last_allocation_id
         from (select batch_id, items, after_id from batch_releases
               where business_id = $1 order by batch_id, items limit 1) r
         cross join lateral (
             select first_allocation_id, last_allocation_id from batches
             where business_id = $1 and id = r.batch_id offset 0) b",
        business.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(order) = order else { return Ok(true) };
    let range = Range {
        business,
        batch: order.batch_id.into(),
        // Skip the ids before the batch.
        after: order.after_id.max(before(order.first_allocation_id)),
        last: order.last_allocation_id,
    };
    // Until the statistics know the batch, the planner believes that few of its items are left, and would sort the rest
    // at every step. An index has the order already.
    sqlx::query!("select set_config('enable_sort', 'off', true)").fetch_one(&mut *conn).await?;
    let is_retry = order.items == Released::Failed.as_str();
    if is_retry && !again::begin_retry(conn, business).await? {
        // A transaction is recording what may be next attempts of the same payments. The next sweep tries again.
        return Ok(false);
    }
    let (items, step) = if is_retry {
        (Released::Failed, range.queue_failed(conn, now).await?)
    } else {
        (Released::Deferred, range.queue_deferred(conn).await?)
    };
    match step.last {
        Some(last) if step.items == MAX_RELEASED => {
            sqlx::query!(
                "update batch_releases set after_id = $4 where business_id = $1 and batch_id = $2 and items = $3",
                business.uuid(),
                order.batch_id,
                items.as_str(),
                last
            )
            .execute(&mut *conn)
            .await?;
        }
        _ => {
            cancel_release(conn, business, range.batch, items).await?;
            // Items queued by earlier steps may have ended already.
            mark_finished(conn, business, &[order.batch_id], now).await?;
        }
    }
    announce(conn, business, now).await?;
    Ok(true)
}

/// The items of a batch that a release has not reached yet.
struct Range {
    business: BusinessId,
    batch: BatchId,
    after: Uuid,
    last: Uuid,
}

/// What one step has queued.
struct Step {
    items: i64,
    amount: i64,
    last: Option<Uuid>,
}

impl Range {
    async fn queue_deferred(&self, conn: &mut PgConnection) -> Result<Step, sqlx::Error> {
        sqlx::query!(
            "update allocation_ranges set due_at = null
             where business_id = $1 and batch_id = $2 and last_id > $3 and last_id <= $4 and due_at is not null",
            self.business.uuid(),
            self.batch.uuid(),
            self.after,
            self.last
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query_as!(
            Step,
            r#"with released as (
                   delete from allocation_deferred where ctid = any(array(
                       select ctid from allocation_deferred
                       where business_id = $1 and batch_id = $2 and allocation_id > $3 and allocation_id <= $4
                       order by allocation_id limit $5 for update))
                   returning *
               ), queued as (
                   insert into allocation_queue
                       (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised,
                        from_reserve)
                   select business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised,
                       from_reserve
                   from released
               )
               select count(*) as "items!", coalesce(sum(amount), 0)::bigint as "amount!",
                   max(allocation_id::text)::uuid as last from released"#,
            self.business.uuid(),
            self.batch.uuid(),
            self.after,
            self.last,
            MAX_RELEASED
        )
        .fetch_one(conn)
        .await
    }

    /// Queues the items whose last attempt failed, for another attempt that the payout balance pays. Parked items leave
    /// the dead letters.
    async fn queue_failed(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Step, sqlx::Error> {
        let step = sqlx::query_as!(
            Step,
            r#"with failed as materialized (
                   select s.id, s.email, s.amount, ended.attempt
                   from (select allocation_id, max(attempt) as attempt from allocation_outcomes
                         where business_id = $1 and allocation_id > $3 and allocation_id <= $4
                         group by allocation_id) ended
                   -- Forces a look-up by the key, whatever the statistics say.
                   cross join lateral (
                       select * from allocation_states
                       where business_id = $1 and id >= ended.allocation_id and id <= ended.allocation_id
                       order by id limit 1
                   ) s
                   where s.batch_id = $2 and s.status = 'failed'
                     -- If the reference has a later attempt in another batch, that batch attempts it.
                     and not exists (
                         select from allocations a join allocations later on later.business_id = a.business_id
                             and later.reference = a.reference and later.reference_attempt > a.reference_attempt
                         where a.business_id = $1 and a.id = s.id)
                   order by ended.allocation_id limit $5
               ), exhumed as (
                   delete from allocation_dead where ctid = any(array(
                       select d.place from failed cross join lateral (
                           select ctid as place from allocation_dead
                           where business_id = $1 and allocation_id = failed.id offset 0) d))
               ), queued as (
                   insert into allocation_queue
                       (business_id, lane, allocation_id, email, amount, batch_id, attempts, promised)
                   select $1, $6, id, email, amount, $2, attempt, true from failed
               )
               select count(*) as "items!", coalesce(sum(amount), 0)::bigint as "amount!",
                   max(id::text)::uuid as last from failed"#,
            self.business.uuid(),
            self.batch.uuid(),
            self.after,
            self.last,
            MAX_RELEASED,
            Lane::Bulk.number()
        )
        .fetch_one(&mut *conn)
        .await?;
        if step.items > 0 {
            let progress = Progress::failed_no_longer(self.batch, step.items, step.amount);
            progress.record(conn, self.business, now).await?;
        }
        Ok(step)
    }
}
