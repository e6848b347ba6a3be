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
    /// Jobs of each business that has many: one with few may be missing.
    pub businesses: BTreeMap<BusinessId, f64>,
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
        r#"select business_id as "id: BusinessId", count(*)::float8 as "found!"
           from allocation_queue tablesample system ($1) group by business_id"#,
        (sampled * 100.0) as f32
    )
    .fetch_all(conn)
    .await?;
    let mut backlog = Backlog::default();
    for row in rows {
        let ready = row.found / sampled;
        backlog.ready += ready;
        backlog.businesses.insert(row.id, ready);
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
