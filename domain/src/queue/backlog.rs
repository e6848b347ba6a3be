//! Estimates how much work waits. The estimate is cheap enough to make every second, whatever the size of the
//! backlog.
//!
//! It samples the tables: it reads a random part of their pages and scales up what it finds. This takes milliseconds
//! at any size and is accurate to about ten per cent for backlogs of many thousands, where the limits are. A small
//! table is read whole and counted exactly. Ranges are always summed: there are few, and one may hold as much as all
//! the others.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;

/// How many pages of each table are read. A page holds about 80 jobs.
const SAMPLED_PAGES: f64 = 256.0;

/// An estimate of the waiting work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backlog {
    /// Ready jobs of all businesses.
    pub ready: f64,
    /// How many of the ready jobs are single requests. The others are items of batches.
    pub interactive: f64,
    /// Jobs of all businesses that become ready later: they are scheduled, or wait for a retry.
    pub later: f64,
    /// The businesses with many jobs. The sample may miss a business with few.
    pub businesses: BTreeMap<BusinessId, BusinessBacklog>,
}

/// How much work of one business waits, and how fast it is served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BusinessBacklog {
    /// Ready jobs.
    pub ready: f64,
    /// Jobs that become ready later.
    pub later: f64,
    /// How many claims in a row the business gets. It is 0 while the business or everything is paused, or the
    /// business has no ready job.
    pub weight: f64,
    /// How many jobs a second the business's throttle allows. A throttle of cents is converted by the average amount
    /// of a job.
    pub at_most: f64,
}

impl BusinessBacklog {
    /// Returns whether the ready jobs are held because the business or everything is paused or switched off.
    pub fn is_held(&self) -> bool {
        self.ready > 0.0 && self.weight <= 0.0
    }
}

impl Backlog {
    /// Returns the share of `drain` that `own` gets, in jobs a second. `drain` is the rate of all businesses
    /// together. Businesses are served in turn by weight, and no faster than their throttles. Capacity that throttled
    /// businesses leave to the others is not counted, so the real share may be larger.
    pub fn share(&self, own: &BusinessBacklog, drain: f64) -> f64 {
        // The sum is at least the business's own weight. If all weights are 0, divide by 1.
        (drain * own.weight / self.weights().max(1.0)).min(own.at_most)
    }

    /// Returns whether every ready job is held.
    pub fn is_paused(&self) -> bool {
        self.ready > 0.0 && self.weights() <= 0.0
    }

    /// Returns how many ready jobs are held by a pause of their business or of everything. Pauses of batches are not
    /// seen.
    pub fn held(&self) -> f64 {
        self.businesses.values().filter(|waits| waits.is_held()).map(|waits| waits.ready).sum()
    }

    /// Returns in how many seconds the last job that is not held will be paid, if `drain` jobs a second leave the
    /// queue, and no business is paid faster than its throttle allows.
    pub fn seconds_left(&self, drain: f64) -> f64 {
        let slowest = self.businesses.values().filter(|waits| !waits.is_held() && waits.ready > 0.0);
        let slowest = slowest.map(|waits| waits.ready / waits.at_most).fold(0.0, f64::max);
        ((self.ready - self.held()).max(0.0) / drain).max(slowest)
    }

    fn weights(&self) -> f64 {
        self.businesses.values().map(|waits| waits.weight).sum()
    }
}

/// Estimates the backlog.
///
/// # Errors
/// When the database fails.
pub async fn backlog(conn: &mut PgConnection) -> Result<Backlog, sqlx::Error> {
    let pages = sqlx::query!(
        r#"select (pg_relation_size('allocation_queue') / b.size)::float8 as "ready!",
               (pg_relation_size('allocation_deferred') / b.size)::float8 as "later!"
           from (select current_setting('block_size')::bigint as size) b"#
    )
    .fetch_one(&mut *conn)
    .await?;
    let part = |pages: f64| (SAMPLED_PAGES / pages.max(1.0)).min(1.0);
    let (of_ready, of_later) = (part(pages.ready), part(pages.later));
    let rows = sqlx::query!(
        r#"with ranges as (
               select business_id, due_at is null as ready, sum(items)::float8 as found, sum(amount)::float8 as amount
               from allocation_ranges group by business_id, due_at is null
           ), ready as (
               select business_id, sum(found) as found, sum(amount) / sum(found) as amount, sum(singles) as singles from (
                   select business_id, count(*)::float8 / $1 as found, sum(amount)::float8 / $1 as amount,
                       count(*) filter (where lane = 0)::float8 / $1 as singles
                   from allocation_queue tablesample system ($1::float8 * 100) group by business_id
                   union all select business_id, found, amount, 0 from ranges where ready
               ) r group by business_id
           ), later as (
               select business_id, sum(found) as found from (
                   select business_id, count(*)::float8 / $2 as found
                   from allocation_deferred tablesample system ($2::float8 * 100) group by business_id
                   union all select business_id, found from ranges where not ready
               ) l group by business_id
           )
           select b.id as "id!: BusinessId", coalesce(r.found, 0)::float8 as "ready!",
               coalesce(r.singles, 0)::float8 as "interactive!",
               coalesce(l.found, 0)::float8 as "later!",
               (case when r.found is null or exists (
                   select from pauses p where p.business_id in (b.id, $3) and p.batch_id = $3
               ) then 0 else b.weight end)::float8 as "weight!",
               least(t.max_per_second, t.max_cents_per_second / r.amount)::float8 as at_most
           from ready r full join later l using (business_id) join businesses b on b.id = business_id
           left join throttles t on (t.business_id, t.batch_id) = (b.id, $3)
           where b.id not in (select business_id from absent_businesses)"#,
        of_ready,
        of_later,
        // The nil id stands for all batches of a business, and for all businesses.
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    let mut backlog = Backlog::default();
    for row in rows {
        let waits = BusinessBacklog {
            ready: row.ready,
            later: row.later,
            weight: row.weight,
            at_most: row.at_most.unwrap_or(f64::INFINITY),
        };
        backlog.ready += waits.ready;
        backlog.interactive += row.interactive;
        backlog.later += waits.later;
        backlog.businesses.insert(row.id, waits);
    }
    Ok(backlog)
}

/// Returns how many jobs have left the queue since the server's statistics began, paid or not. The count includes
/// claims that were rolled back and withdrawals that ended, and it lags by about a second. Use it for a rate, not for
/// the books.
///
/// # Errors
/// When the database fails.
pub async fn departed(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(pg_stat_get_tuples_inserted('transfers'::regclass), 0)
               + coalesce(pg_stat_get_tuples_inserted('allocation_outcomes'::regclass), 0)
               -- Each of these also has a transfer.
               - coalesce(pg_stat_get_tuples_inserted('balance_moves'::regclass), 0)
               - coalesce(pg_stat_get_tuples_inserted('withdrawals'::regclass), 0) as "n!""#
    )
    .fetch_one(conn)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_jobs_do_not_count_towards_the_time_left() {
        let waits = |ready, weight, at_most| BusinessBacklog { ready, later: 0.0, weight, at_most };
        let backlog_of = |businesses: &[BusinessBacklog]| Backlog {
            ready: businesses.iter().map(|waits| waits.ready).sum(),
            businesses: (1..).map(|n| Uuid::from_u128(n).into()).zip(businesses.iter().copied()).collect(),
            ..Backlog::default()
        };
        let free = waits(1_000.0, 1.0, f64::INFINITY);
        let held = backlog_of(&[free, waits(9_000.0, 0.0, f64::INFINITY)]);
        assert_eq!((held.held(), held.seconds_left(100.0)), (9_000.0, 10.0));
        let throttled = backlog_of(&[free, waits(500.0, 1.0, 5.0)]);
        assert_eq!((throttled.held(), throttled.seconds_left(100.0)), (0.0, 100.0));
    }
}
