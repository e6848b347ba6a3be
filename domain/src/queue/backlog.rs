//! How much work is ready, cheaply enough to ask every second whatever the backlog is.
//!
//! The queue is sampled: a random part of its pages is read and what is found is scaled up, which takes milliseconds at
//! any size and is within some ten per cent where it matters, near a limit of many thousands. A small queue is read whole,
//! and counted exactly.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use crate::ids::BusinessId;

/// How many pages are read. A page has some 80 jobs.
const SAMPLED_PAGES: f64 = 256.0;

/// What is ready, about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backlog {
    /// Jobs of all businesses.
    pub ready: f64,
    /// Of each business that has many: one with few may be missing.
    pub businesses: BTreeMap<BusinessId, Ready>,
}

/// What is ready of a business, and how it is served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ready {
    /// Jobs.
    pub jobs: f64,
    /// How many claims in a row it has; none while it is paused.
    pub weight: f64,
    /// Jobs a second that its throttle lets through; cents are counted by the average job.
    pub at_most: f64,
}

impl Backlog {
    /// How much of `drain`, jobs a second of all businesses, is `own`: businesses are served in turn, by weight, and no
    /// faster than their throttles. What throttled ones leave to the others is not counted, so it may be more.
    pub fn share(&self, own: &Ready, drain: f64) -> f64 {
        let weights: f64 = self.businesses.values().map(|ready| ready.weight).sum();
        // At least its own weight, unless it is paused.
        (drain * own.weight / weights.max(1.0)).min(own.at_most)
    }
}

/// Estimates what is ready.
///
/// # Errors
/// When the database fails.
pub async fn backlog(conn: &mut PgConnection) -> Result<Backlog, sqlx::Error> {
    let pages = sqlx::query_scalar!(
        r#"select (pg_relation_size('allocation_queue') / current_setting('block_size')::bigint)::float8 as "pages!""#
    )
    .fetch_one(&mut *conn)
    .await?;
    let sampled = (SAMPLED_PAGES / pages.max(1.0)).min(1.0);
    let rows = sqlx::query!(
        r#"with sample as (
               select business_id, count(*) as found, avg(amount) as amount
               from allocation_queue tablesample system ($1) group by business_id
           )
           select s.business_id as "id: BusinessId", s.found::float8 as "found!",
               (case when p.business_id is null then b.weight else 0 end)::float8 as "weight!",
               least(t.max_per_second, t.max_cents_per_second / s.amount)::float8 as at_most
           from sample s join businesses b on b.id = s.business_id
           left join throttles t
               on t.business_id = s.business_id and t.batch_id = '00000000-0000-0000-0000-000000000000'
           left join pauses p
               on p.business_id = s.business_id and p.batch_id = '00000000-0000-0000-0000-000000000000'"#,
        (sampled * 100.0) as f32
    )
    .fetch_all(conn)
    .await?;
    let mut backlog = Backlog::default();
    for row in rows {
        let ready = row.found / sampled;
        backlog.ready += ready;
        let at_most = row.at_most.unwrap_or(f64::INFINITY);
        backlog.businesses.insert(row.id, Ready { jobs: ready, weight: row.weight, at_most });
    }
    Ok(backlog)
}

/// How many jobs have left the queue since the database counts. Claims that were rolled back count as well, and the
/// count is up to a second or so behind: for a rate, not for books.
///
/// # Errors
/// When the database fails.
pub async fn departed(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(pg_stat_get_tuples_deleted('allocation_queue'::regclass), 0) as "n!""#
    )
    .fetch_one(conn)
    .await
}
