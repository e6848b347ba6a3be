//! The state of the queue, for operators and gauges.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::backlog::backlog;
use crate::ids::created_at;

/// The maximum number of ready rows that are counted one by one. Above it, a sample of the queue estimates the number
/// to about ten per cent: counting a million rows every few seconds would take a core from the claims. Ranges store how
/// many items they hold.
const COUNTED: i64 = 50_000;

/// The state of the queue, without businesses that are in other cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueStatus {
    /// Ready jobs. If there are many, this is an estimate.
    pub ready: i64,
    /// Jobs that are scheduled or wait for their next attempt.
    pub deferred: i64,
    /// Allocations parked as dead letters.
    pub dead: i64,
    /// Pauses in force, of payments and of what goes out. Payouts that are switched off do not count.
    pub pauses: i64,
    /// How long ago the oldest ready job was accepted, in seconds, or 0 if there is none. Paused and throttled jobs do
    /// not count.
    pub oldest_ready_age_seconds: f64,
    /// Businesses with ready jobs that are neither paused nor throttled.
    pub businesses_waiting: i64,
    /// How long the business that has waited longest for its turn has been due, in seconds.
    pub business_wait_max_seconds: f64,
}

/// Reads the state of the queue.
///
/// # Errors
/// When the database fails.
pub async fn status(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<QueueStatus, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select
               (select count(*) from (
                    select from allocation_queue where business_id not in (select business_id from absent_businesses) limit $2
                ) q) as "ready!",
               (select coalesce(sum(items), 0)::bigint from allocation_ranges
                where due_at is null and business_id not in (select business_id from absent_businesses)) as "in_ranges!",
               (select count(*) from allocation_deferred where business_id not in (select business_id from absent_businesses))
                   + (select coalesce(sum(items), 0)::bigint from allocation_ranges
                      where due_at is not null and business_id not in (select business_id from absent_businesses)) as "deferred!",
               (select count(*) from allocation_dead where business_id not in (select business_id from absent_businesses)) as "dead!",
               (select count(*) from pauses
                where cause = 'command' and business_id not in (select business_id from absent_businesses))
                   + (select count(*) from outgoing_pauses) as "pauses!",
               count(oldest.id) as "businesses_waiting!",
               min(oldest.id::text)::uuid as "oldest: Uuid",
               min(r.due_at) filter (where oldest.id is not null) as longest_due
           from ring r
           left join lateral (
               with held as (
                   select b.first_allocation_id as first, b.last_allocation_id as last
                   from (select p.batch_id from pauses p where p.business_id = r.business_id
                         union all
                         select t.batch_id from throttles t where t.business_id = r.business_id and t.next_at > $3
                   ) h cross join lateral (
                       select first_allocation_id, last_allocation_id from batches
                       where business_id = r.business_id and id = h.batch_id offset 0) b
               ), begun as (
                   -- Rows below a bound are not seen here. The leader lowers such a bound within seconds.
                   select 0::smallint as lane, r.interactive_after as id union all select 1, r.bulk_after
                   union all select 1, last from held where last > r.bulk_after
               )
               select min(first.id::text)::uuid as id from (
                   select row.id from begun
                   cross join lateral (
                       select q.allocation_id as id from allocation_queue q
                       where q.business_id = r.business_id and q.lane = begun.lane and q.allocation_id > begun.id
                       order by q.allocation_id limit 1) row
                   where not exists (select from held where row.id between held.first and held.last)
                   union all
                   -- The range's lower end has the same millisecond as its first item.
                   (select x.after_id from allocation_ranges x
                    where x.business_id = r.business_id and x.due_at is null and x.last_id > r.bulk_after
                      and not exists (select from held where x.last_id between held.first and held.last)
                    order by x.last_id limit 1)
               ) first
           -- Work that is paused or throttled does not wait for its turn.
           ) oldest on not exists (
                   select from pauses p where p.business_id in (r.business_id, $1) and p.batch_id = $1)
               and not exists (
                   select from throttles t
                   where t.business_id in (r.business_id, $1) and t.batch_id = $1 and t.next_at > $3)
           where r.business_id not in (select business_id from absent_businesses)"#,
        Uuid::nil(),
        COUNTED,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    let ready = estimate_ready(conn, row.ready, row.in_ranges).await?;
    Ok(row.status(ready, now))
}

/// What [`status`] reads.
struct Row {
    ready: i64,
    in_ranges: i64,
    deferred: i64,
    dead: i64,
    pauses: i64,
    businesses_waiting: i64,
    oldest: Option<Uuid>,
    longest_due: Option<DateTime<Utc>>,
}

impl Row {
    fn status(self, ready: i64, now: DateTime<Utc>) -> QueueStatus {
        let seconds_since = |time: DateTime<Utc>| (now - time).as_seconds_f64().max(0.0);
        QueueStatus {
            ready,
            deferred: self.deferred,
            dead: self.dead,
            pauses: self.pauses,
            oldest_ready_age_seconds: self.oldest.map_or(0.0, |id| seconds_since(created_at(id))),
            businesses_waiting: self.businesses_waiting,
            business_wait_max_seconds: self.longest_due.map_or(0.0, seconds_since),
        }
    }
}

/// Returns how many jobs are ready. `counted` are the rows of the queue, up to [`COUNTED`]; if there may be more, a sample
/// estimates them.
async fn estimate_ready(conn: &mut PgConnection, counted: i64, in_ranges: i64) -> Result<i64, sqlx::Error> {
    let few = in_ranges + counted;
    Ok(if counted < COUNTED { few } else { few.max(backlog(conn).await?.ready as i64) })
}
