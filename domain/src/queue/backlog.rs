//! How much work waits, found cheaply enough to be asked every second, whatever the backlog is.
//!
//! The tables are sampled: a random part of their pages is read, and what is found is scaled up. That takes
//! milliseconds at any size, and is within some ten per cent where it matters, near a limit of many thousands. A small
//! table is read whole, and counted exactly. Ranges are all added up: they are few, and one may weigh as much as all
//! others.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;

/// How many pages of each table are read. A page has some 80 jobs.
const SAMPLED_PAGES: f64 = 256.0;

/// About how much waits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backlog {
    /// Jobs of all businesses that are ready.
    pub ready: f64,
    /// Those of them that are of single requests; the others are of batches.
    pub interactive: f64,
    /// Jobs of all businesses whose time is still to come: they are scheduled, or tried again later.
    pub later: f64,
    /// The businesses with many jobs. One with few may be missing.
    pub businesses: BTreeMap<BusinessId, Waits>,
}

/// How much waits of one business, and how it is served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waits {
    /// Jobs that are ready.
    pub ready: f64,
    /// Jobs whose time is still to come.
    pub later: f64,
    /// How many claims in a row it has. 0 while it or everything is paused, or nothing of it is ready.
    pub weight: f64,
    /// The jobs a second that its throttle lets through. Cents are counted by the average job.
    pub at_most: f64,
}

impl Waits {
    /// Whether what is ready is not paid now, because it or everything is paused or switched off.
    pub fn is_held(&self) -> bool {
        self.ready > 0.0 && self.weight <= 0.0
    }
}

impl Backlog {
    /// The share that `own` has of `drain`, the jobs a second of all businesses. Businesses are served in turn, by
    /// weight, and no faster than their throttles. What throttled businesses leave to the others is not counted, so the
    /// share may be more.
    pub fn share(&self, own: &Waits, drain: f64) -> f64 {
        // At least its own weight, unless that is 0.
        (drain * own.weight / self.weights().max(1.0)).min(own.at_most)
    }

    /// Whether nothing that is ready may be paid.
    pub fn is_paused(&self) -> bool {
        self.ready > 0.0 && self.weights() <= 0.0
    }

    /// Jobs that are ready, and not paid now: their business or everything is held. Pauses of batches are not seen.
    pub fn held(&self) -> f64 {
        self.businesses.values().filter(|waits| waits.is_held()).map(|waits| waits.ready).sum()
    }

    /// For how many seconds what may be paid will wait, if `drain` jobs a second leave the queue: until the last of it is
    /// paid, at the pace of the throttles.
    pub fn seconds_left(&self, drain: f64) -> f64 {
        let slowest = self.businesses.values().filter(|waits| !waits.is_held() && waits.ready > 0.0);
        let slowest = slowest.map(|waits| waits.ready / waits.at_most).fold(0.0, f64::max);
        ((self.ready - self.held()).max(0.0) / drain).max(slowest)
    }

    fn weights(&self) -> f64 {
        self.businesses.values().map(|waits| waits.weight).sum()
    }
}

/// Estimates what waits.
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
        // Throttles and pauses of all batches of a business, and pauses of all businesses.
        Uuid::nil()
    )
    .fetch_all(conn)
    .await?;
    let mut backlog = Backlog::default();
    for row in rows {
        let waits = Waits {
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

/// How many jobs have left the queue since the database counts, whether they were paid or not. Claims that were rolled
/// back count as well, and so do the ends of withdrawals. The count is up to a second or so late. It is for a rate, not
/// for books.
///
/// # Errors
/// When the database fails.
pub async fn departed(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(pg_stat_get_tuples_inserted('transfers'::regclass), 0)
               + coalesce(pg_stat_get_tuples_inserted('allocation_outcomes'::regclass), 0)
               -- Each of these has a transfer of its own.
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
    fn what_is_held_is_not_among_what_will_be_paid() {
        let waits = |ready, weight, at_most| Waits { ready, later: 0.0, weight, at_most };
        let of = |businesses: &[Waits]| Backlog {
            ready: businesses.iter().map(|waits| waits.ready).sum(),
            businesses: (1..).map(|n| Uuid::from_u128(n).into()).zip(businesses.iter().copied()).collect(),
            ..Backlog::default()
        };
        let free = waits(1_000.0, 1.0, f64::INFINITY);
        let held = of(&[free, waits(9_000.0, 0.0, f64::INFINITY)]);
        assert_eq!((held.held(), held.seconds_left(100.0)), (9_000.0, 10.0));
        let throttled = of(&[free, waits(500.0, 1.0, 5.0)]);
        assert_eq!((throttled.held(), throttled.seconds_left(100.0)), (0.0, 100.0));
    }
}
