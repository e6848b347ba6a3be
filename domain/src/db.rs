//! Connections with the settings that the promises rest on, migrations, and what became of a COMMIT.
//!
//! With these settings a killed process's locks are gone within a second and a frozen one's within about six; a pool
//! never hands out a connection inside somebody else's transaction.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Executor, PgConnection, PgPool};

/// The schema, numbered; applied by `payout migrate`.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// The oldest Postgres that is supported, as `server_version_num`.
pub const OLDEST_POSTGRES: i32 = 140_000;

/// How long a request waits for a connection of the pool. Longer would only hide that the database is away.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// How long a connection that rests is taken to live without being asked.
const TRUSTED_FOR: Duration = Duration::from_millis(500);

/// What the server says to an id that is in the future.
const INVALID_PARAMETER_VALUE: &str = "22023";

/// Who connects: each has its own limit on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Answers requests: a statement may take 5 s.
    Api,
    /// Beside the requests of an API: what many of them wait for. A statement may take 5 s.
    ApiSide,
    /// Applies and delivers: a statement may take 30 s.
    Worker,
    /// Checks the books or migrates: a statement may take an hour.
    Operator,
}

/// The settings of every session of `role`, by their Postgres names.
pub const fn session_settings(role: Role) -> [(&'static str, &'static str); 13] {
    [
        ("synchronous_commit", "on"),
        (
            "statement_timeout",
            match role {
                Role::Api | Role::ApiSide => "5s",
                Role::Worker => "30s",
                Role::Operator => "1h",
            },
        ),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "5s"),
        ("client_connection_check_interval", "1s"),
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "2"),
        ("tcp_keepalives_count", "3"),
        ("tcp_user_timeout", "15s"),
        ("jit", "off"),
        (
            "enable_seqscan",
            match role {
                // A statement is planned once, often while its tables are small, and kept: what then cost least, reading all of
                // a table, is 24 s a claim at a million jobs. Every statement has an index to go by, so its plan does not
                // depend on what the server believed of the tables' sizes that day.
                Role::Api | Role::ApiSide | Role::Worker => "off",
                Role::Operator => "on",
            },
        ),
        (
            "max_parallel_workers_per_gather",
            match role {
                // What counts a million rows is upkeep: it takes one core, not those that pay.
                Role::Api | Role::ApiSide | Role::Worker => "0",
                Role::Operator => "2",
            },
        ),
        (
            "plan_cache_mode",
            match role {
                // Lists with filters want a plan of their own.
                Role::Api | Role::Operator => "auto",
                // Few statements, all by whole keys, over and over: planning a look-up by an array anew each time, as the
                // server would, takes longer than the look-up (0.6 ms, not 0.07).
                Role::ApiSide | Role::Worker => "force_generic_plan",
            },
        ),
    ]
}

/// Options to connect with.
///
/// # Errors
/// When `url` is not a Postgres URL.
pub fn connect_options(url: &SecretString, role: Role) -> Result<PgConnectOptions, sqlx::Error> {
    let name = match role {
        Role::Api | Role::ApiSide => "payout-api",
        Role::Worker => "payout-worker",
        Role::Operator => "payout",
    };
    let options = PgConnectOptions::from_str(url.expose_secret())?;
    Ok(options.application_name(name).options(session_settings(role)))
}

/// A pool that opens connections when they are needed: it can be made while the database is away.
///
/// # Errors
/// When `url` is not a Postgres URL.
pub fn pool(url: &SecretString, role: Role, max_connections: u32) -> Result<PgPool, sqlx::Error> {
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .min_connections(0)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1_800))
        // A connection that was used a moment ago is not asked whether it lives: that is a round trip for every unit of
        // work, and one that died since fails before it has done anything.
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move {
                if state.idle_for > TRUSTED_FOR {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        // A `begin` that was cancelled on its way leaves its connection inside a transaction (sqlx issue 4393): whoever
        // gets it next would write into that transaction and lose the lot. ROLLBACK outside of one only warns, so BEGIN
        // comes first.
        .after_release(|connection, _| {
            Box::pin(async move {
                // A silent server would keep the connection's place in the pool until it speaks again: closed instead.
                match tokio::time::timeout(ACQUIRE_TIMEOUT, connection.execute("begin; rollback")).await {
                    Ok(cleared) => cleared.map(|_| true),
                    Err(_) => Ok(false),
                }
            })
        })
        .connect_lazy_with(connect_options(url, role)?))
}

/// A connection of its own, outside any pool.
///
/// # Errors
/// When the database cannot be reached.
pub async fn connect(url: &SecretString, role: Role) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(&connect_options(url, role)?).await
}

/// A connection whose commits do not wait for the disk. Only for marks that need to survive the process, not the
/// database (`queue::mark`).
///
/// # Errors
/// When the database cannot be reached.
pub async fn connect_for_marks(url: &SecretString) -> Result<PgConnection, sqlx::Error> {
    let options = connect_options(url, Role::Worker)?.options([("synchronous_commit", "off")]);
    PgConnection::connect_with(&options).await
}

/// What became of a transaction whose COMMIT was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitStatus {
    /// It is durable.
    Committed,
    /// It never happened.
    Aborted,
    /// The server has not finished it: ask again.
    InProgress,
}

/// The id of the current transaction, to ask for its status with when the answer to its COMMIT is lost; `None` while it
/// has written nothing.
///
/// # Errors
/// When the database fails.
pub async fn transaction_id(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select pg_current_xact_id_if_assigned()::text").fetch_one(conn).await
}

/// What became of the transaction `id`, asked on a connection of its own. A transaction so old that the server no
/// longer knows it is an error, never a guess. After a crash of the server, "committed" may be said of another
/// transaction that was given the id of one whose records were lost; "aborted" is always true.
///
/// # Errors
/// When the database fails.
pub async fn commit_status(conn: &mut PgConnection, id: &str) -> Result<CommitStatus, sqlx::Error> {
    let asked = sqlx::query_scalar!("select pg_xact_status($1::text::xid8)", id).fetch_one(conn).await;
    let status = match asked {
        // An id that was not given yet: the server crashed, and forgot that it had given it.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(INVALID_PARAMETER_VALUE) => {
            return Ok(CommitStatus::Aborted);
        }
        other => other?,
    };
    match status.as_deref() {
        Some("committed") => Ok(CommitStatus::Committed),
        Some("aborted") => Ok(CommitStatus::Aborted),
        Some("in progress") => Ok(CommitStatus::InProgress),
        _ => Err(sqlx::Error::Protocol("the transaction is too old for its status to be known".into())),
    }
}

/// `select 1`, and the schema is the one this program knows.
///
/// # Errors
/// When the database cannot be reached or is not migrated.
pub async fn check_ready(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    sqlx::query_scalar!(
        r#"select coalesce(max(version), 0) >= $1 as "ready!" from _sqlx_migrations where success"#,
        newest
    )
    .fetch_one(conn)
    .await
}

/// Sends the hint `channel` (nothing but a name: a notification carries no truth).
///
/// # Errors
/// When the database fails.
pub async fn notify(conn: &mut PgConnection, channel: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify($1, '')", channel).execute(conn).await.map(|_| ())
}

/// Whether an error says that the same work may succeed later: a lost connection, a conflict, a time-out, a server
/// that is short of something. Everything else is the fault of the work.
pub fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            matches!(code.get(..2), Some("08" | "40" | "53" | "55" | "57" | "58" | "25"))
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

/// Whether an error says that others held what the work needed: a lock that did not come in time, a deadlock, a
/// serialization failure.
pub fn is_contention(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("55P03" | "40P01" | "40001"))
}

/// Whether an error says that a lock did not come in time.
pub fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|database| database.code()).as_deref() == Some("55P03")
}

/// The name of the constraint that refused a statement, if one did.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(|database| database.constraint())
}
