//! The health of the database itself: what slows claims down long before anything fails.

use sqlx::PgConnection;

/// The tables whose rows change, and that can therefore bloat.
pub const CHANGING_TABLES: [&str; 25] = [
    "allocation_dead",
    "allocation_deferred",
    "allocation_queue",
    "allocation_ranges",
    "api_usage",
    "batch_progress",
    "batch_releases",
    "batches",
    "books_checks",
    "business_accounts",
    "claims_begun",
    "leases",
    "mails",
    "oidc_sign_ins",
    "payout_users",
    "relocations",
    "restore_state",
    "ring",
    "sessions",
    "sign_in_rates",
    "throttles",
    "webhook_deliveries",
    "webhook_ring",
    "withdrawal_queue",
    "withdrawals",
];

/// The session with the oldest snapshot. VACUUM cannot remove rows that this snapshot can still see.
#[derive(Debug, Clone, PartialEq)]
pub struct OldestSnapshot {
    /// How long its transaction has run, in seconds.
    pub age_seconds: f64,
    /// Its process id on the server, for `pg_terminate_backend`.
    pub pid: i32,
    /// Its `application_name`.
    pub application: String,
    /// The database user of the session.
    pub user: String,
}

/// How well a table is vacuumed.
#[derive(Debug, Clone, PartialEq)]
pub struct TableHealth {
    /// One of [`CHANGING_TABLES`].
    pub table: &'static str,
    /// Dead rows that are not yet removed, as the server estimates.
    pub dead_tuples: i64,
    /// The share of updates that stayed on their page and touched no index (HOT), 0 to 1. It is 1 if there were no
    /// updates.
    pub hot_update_ratio: f64,
}

/// How the server is replicated, as far as this database user may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// How many standbys are connected.
    pub standbys: i64,
    /// How many standbys a commit waits for, or may wait for.
    pub synchronous: i64,
    /// How many standbys have a state that this database user may not see.
    pub unseen: i64,
    /// Whether `synchronous_standby_names` names any standby.
    pub named: bool,
    /// `synchronous_commit` of this session.
    pub synchronous_commit: String,
}

impl Replication {
    /// Returns what a failover could lose, or what blocks commits, and what to do about it.
    pub fn risk(&self) -> Option<&'static str> {
        let asynchronous = self.standbys - self.synchronous - self.unseen;
        if matches!(self.synchronous_commit.as_str(), "off" | "local") {
            return Some(
                "commits do not wait for a standby, or not even for the disk, so acknowledged data can be lost: set \
                 synchronous_commit = on",
            );
        }
        if asynchronous > 0 && self.synchronous == 0 && !self.named {
            return Some(
                "all standbys are asynchronous, so a failover loses the last second of acknowledged data, or as much \
                 as they lag: name them in synchronous_standby_names",
            );
        }
        if self.named && self.standbys == 0 {
            return Some(
                "synchronous_standby_names names a standby, but none is connected, so every commit waits: connect it, \
                 or remove its name",
            );
        }
        if asynchronous > 0 {
            return Some(
                "some standbys are asynchronous, and a failover to one of them loses the last second of acknowledged \
                 data: fail over only to synchronous ones",
            );
        }
        None
    }
}

/// Reads how the server is replicated.
///
/// # Errors
/// If the database fails.
pub async fn replication(conn: &mut PgConnection) -> Result<Replication, sqlx::Error> {
    // Backups and subscribers of a logical slot are not standbys.
    sqlx::query_as!(
        Replication,
        r#"select count(pid) as "standbys!", count(*) filter (where sync_state in ('sync', 'quorum')) as "synchronous!",
               count(pid) filter (where sync_state is null) as "unseen!",
               current_setting('synchronous_standby_names') <> '' as "named!",
               current_setting('synchronous_commit') as "synchronous_commit!"
           from pg_stat_replication
           where state is distinct from 'backup'
             and pid not in (select active_pid from pg_replication_slots where slot_type = 'logical' and active_pid is not null)"#
    )
    .fetch_one(conn)
    .await
}

/// Counts the sessions that workers have on this database.
///
/// # Errors
/// If the database fails.
pub async fn worker_sessions(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from pg_stat_activity
           where datname = current_database() and application_name = 'payout-worker'"#
    )
    .fetch_one(conn)
    .await
}

/// Returns the oldest snapshot of any other session of this database, if there is one.
///
/// # Errors
/// If the database fails.
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

/// Returns the names of this schema's indexes that queries do not use because they are not valid or not ready.
///
/// # Errors
/// If the database fails.
pub async fn unusable_indexes(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_index i join pg_class c on c.oid = i.indexrelid
           where c.relnamespace = current_schema()::regnamespace and not (i.indisvalid and i.indisready) order by 1"#
    )
    .fetch_all(conn)
    .await
}

/// Reads how well the changing tables are vacuumed.
///
/// # Errors
/// If the database fails.
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
