//! How the database itself is doing: what slows claims down long before anything fails.

use sqlx::PgConnection;

/// The tables whose rows change, and so can bloat.
pub const CHANGING_TABLES: [&str; 17] = [
    "allocation_dead",
    "allocation_deferred",
    "allocation_queue",
    "batch_progress",
    "batch_releases",
    "batches",
    "business_accounts",
    "claim_marks",
    "claims_begun",
    "leases",
    "payout_users",
    "ring",
    "throttles",
    "webhook_deliveries",
    "webhook_ring",
    "withdrawal_queue",
    "withdrawals",
];

/// The session whose snapshot is the oldest: what it can still see, no vacuum may remove.
#[derive(Debug, Clone, PartialEq)]
pub struct OldestSnapshot {
    /// How long its transaction has run, in seconds.
    pub age_seconds: f64,
    /// Its process on the server, to be named in `pg_terminate_backend`.
    pub pid: i32,
    /// What it calls itself.
    pub application: String,
    /// Whose session it is.
    pub user: String,
}

/// How a table is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct TableHealth {
    /// One of [`CHANGING_TABLES`].
    pub table: &'static str,
    /// Rows that are dead and not yet removed, as the server estimates.
    pub dead_tuples: i64,
    /// The share of updates that stayed on their page and touched no index, 0 to 1; 1 when there was none.
    pub hot_update_ratio: f64,
}

/// The oldest snapshot of any other session of this database, if one is open.
///
/// # Errors
/// When the database fails.
pub async fn oldest_snapshot(conn: &mut PgConnection) -> Result<Option<OldestSnapshot>, sqlx::Error> {
    sqlx::query_as!(
        OldestSnapshot,
        r#"select extract(epoch from clock_timestamp() - xact_start)::double precision as "age_seconds!",
               pid as "pid!", coalesce(application_name, '') as "application!", coalesce(usename, '') as "user!"
           from pg_stat_activity
           where coalesce(backend_xmin, backend_xid) is not null and xact_start is not null
             and pid <> pg_backend_pid() and backend_type = 'client backend' and datname = current_database()
           order by age(coalesce(backend_xmin, backend_xid)) desc, xact_start limit 1"#
    )
    .fetch_optional(conn)
    .await
}

/// How the changing tables are kept.
///
/// # Errors
/// When the database fails.
pub async fn tables(conn: &mut PgConnection) -> Result<Vec<TableHealth>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select relname::text as "table!", n_dead_tup as "dead!",
               coalesce(n_tup_hot_upd::double precision / nullif(n_tup_upd, 0), 1) as "hot!"
           from pg_stat_user_tables where schemaname = current_schema()"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let table = CHANGING_TABLES.into_iter().find(|table| *table == row.table)?;
            Some(TableHealth { table, dead_tuples: row.dead, hot_update_ratio: row.hot })
        })
        .collect())
}
