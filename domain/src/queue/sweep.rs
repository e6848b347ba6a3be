//! The sweep: what the leader does to the queue every second, and again at once while there is more to do. It makes due
//! jobs and ranges ready, repairs the ring, folds progress rows, and removes throttles of batches that ended long ago.
//! It skips businesses that this cell does not serve now.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::throttle;

/// How long a business without work stays in the ring. This is long enough that a business with an occasional request
/// does not come and go, and that the removal rarely meets an acceptance.
const IDLE_AFTER: Duration = Duration::seconds(60);

/// The maximum number of deferred jobs, and of ranges, that one sweep makes ready. This limits the size of a
/// transaction.
pub const MAX_READIED: u64 = 5_000;

/// A batch with more progress rows than this is folded, because claims sum these rows.
const FOLD_ABOVE: i64 = 200;

/// How long a batch's progress is kept second by second, to compute its rate. Older progress is one row.
const KEPT_BY_SECOND: Duration = Duration::seconds(60);

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Deferred jobs and scheduled ranges that became ready.
    pub readied: u64,
    /// Businesses with work that were missing from the ring, and were added.
    pub added: u64,
    /// Idle businesses that were removed from the ring.
    pub removed: u64,
}

/// Sweeps the queue. Safe to run beside claims, acceptances and other sweeps. The sweep does not announce what becomes
/// ready, because that takes a lock for each business, and there may be thousands. After the commit, call
/// [`lower_bounds`], which wakes them.
///
/// # Errors
/// When the database fails.
pub async fn sweep(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Swept, sqlx::Error> {
    let readied = sqlx::query!(
        "with due as (
             delete from allocation_deferred where ctid = any(array(
                 select ctid from allocation_deferred
                 where due_at <= $1 and business_id not in (select business_id from unserved_businesses)
                 order by due_at limit $2 for update skip locked))
             returning *)
         insert into allocation_queue
             (business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised, from_reserve)
         select business_id, lane, allocation_id, email, amount, batch_id, request_id, attempts, promised, from_reserve
         from due",
        now,
        MAX_READIED.cast_signed()
    )
    .execute(&mut *conn)
    .await?;
    let ranges = sqlx::query!(
        "update allocation_ranges set due_at = null where ctid = any(array(
             select ctid from allocation_ranges
             where due_at <= $1 and business_id not in (select business_id from unserved_businesses)
             order by due_at limit $2 for update skip locked))",
        now,
        MAX_READIED.cast_signed()
    )
    .execute(&mut *conn)
    .await?;
    let removed = sqlx::query!(
        // One probe of the queue for each, in the index's order. A join would read the whole queue.
        "delete from ring where business_id = any(array(
             select r.business_id from ring r
             where coalesce(r.idle_since, r.due_at) < $1
               and r.business_id not in (select business_id from unserved_businesses)
               and (select true from allocation_queue q where q.business_id = r.business_id
                    order by q.lane, q.allocation_id limit 1) is null
               and (select true from allocation_ranges g where g.business_id = r.business_id and g.due_at is null
                    order by g.last_id limit 1) is null
             for update skip locked))",
        now - IDLE_AFTER
    )
    .execute(&mut *conn)
    .await?;
    // An acceptance that met the removal found the row still there, and did not insert it.
    let added = sqlx::query!(
        "insert into ring (business_id, due_at)
         select b.id, $1 from businesses b
         where case when (select true from ring r where r.business_id = b.id limit 1) is null
               then coalesce((select true from allocation_queue q where q.business_id = b.id
                              order by q.lane, q.allocation_id limit 1),
                             (select true from allocation_ranges g where g.business_id = b.id and g.due_at is null
                              order by g.last_id limit 1)) end
           and b.id not in (select business_id from unserved_businesses)
         order by b.id on conflict (business_id) do nothing",
        now
    )
    .execute(&mut *conn)
    .await?;
    fold(conn, now).await?;
    throttle::remove_ended(conn, now).await?;
    Ok(Swept {
        readied: readied.rows_affected() + ranges.rows_affected(),
        added: added.rows_affected(),
        removed: removed.rows_affected(),
    })
}

/// The statement that lowers the bounds of businesses with jobs below them, and wakes idle businesses with jobs.
/// `$which` completes the choice of ring rows: how many, and whether to wait for their locks.
macro_rules! lower {
    ($which:literal) => {
        sqlx::query!(
            "update ring set interactive_after = $1, bulk_after = $1, idle_since = null
             where business_id in (
                 select r.business_id from ring r
                 -- The order by makes the planner use the index. Otherwise it reads the queue from its beginning.
                 where r.business_id not in (select business_id from unserved_businesses) and (
                    (select true from allocation_queue q
                        where q.business_id = r.business_id and q.lane = 0
                          and q.allocation_id <= case when r.idle_since is null then r.interactive_after else $2 end
                        order by q.allocation_id limit 1)
                    or (select true from allocation_queue q
                        where q.business_id = r.business_id and q.lane = 1
                          and q.allocation_id <= case when r.idle_since is null then r.bulk_after else $2 end
                        order by q.allocation_id limit 1)
                    or (select g.after_id < case when r.idle_since is null then r.bulk_after else $2 end
                        from allocation_ranges g where g.business_id = r.business_id and g.due_at is null
                        order by g.last_id limit 1)) "
                + $which
                + ")",
            Uuid::nil(),
            Uuid::max()
        )
    };
}

/// Lowers the bounds of businesses that have jobs below them, and wakes idle businesses that have jobs. Returns how
/// many rows it changed. It reads the dead rows that claims skip, so only the leader calls it. It skips a business that
/// is in a claim: [`lower_a_busy_bound`] waits for that one.
///
/// # Errors
/// When the database fails.
pub async fn lower_bounds(conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let lowered = lower!("for no key update skip locked").execute(conn).await?;
    Ok(lowered.rows_affected())
}

/// Does what [`lower_bounds`] does for one business that was skipped, once the claim in flight has ended. Returns false
/// if there is no such business. A business with a backlog may be in a claim at every sweep, and a job that it accepted
/// late would otherwise wait for the whole backlog.
///
/// # Errors
/// When the database fails, or when the claim takes longer than the session's `lock_timeout`.
pub async fn lower_a_busy_bound(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let lowered = lower!("limit 1 for no key update").execute(conn).await?;
    Ok(lowered.rows_affected() > 0)
}

/// Sums the progress rows of a batch that has many of them, or that has made no progress lately. One row remains for
/// each of the last seconds, and one for everything before. That last row is not looked at again until there are
/// others. A reader sees the same sums before and after.
async fn fold(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with long as materialized (
             select business_id, batch_id from batch_progress
             where not rested and business_id not in (select business_id from unserved_businesses)
             group by business_id, batch_id
             having count(*) > $1 or max(recorded_at) < $2
         ), folded as (
             delete from batch_progress where ctid = any(array(
                 select p.place from long cross join lateral (
                     select ctid as place from batch_progress
                     where business_id = long.business_id and batch_id = long.batch_id offset 0) p))
             returning *)
         insert into batch_progress (business_id, batch_id, succeeded, failed, cancelled,
             succeeded_amount, failed_amount, cancelled_amount, recorded_at, rested)
         select business_id, batch_id, sum(succeeded), sum(failed), sum(cancelled),
             sum(succeeded_amount), sum(failed_amount), sum(cancelled_amount), max(recorded_at), max(recorded_at) < $2
         from folded
         group by business_id, batch_id, case when recorded_at >= $2 then date_trunc('second', recorded_at) end",
        FOLD_ABOVE,
        now - KEPT_BY_SECOND
    )
    .execute(conn)
    .await
    .map(|_| ())
}
