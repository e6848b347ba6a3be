//! Connections with the settings that the promises rest on, migrations, and what became of a COMMIT.
//!
//! With these settings a killed process's locks are gone within a second and a frozen one's within about six; a pool
//! never hands out a connection inside somebody else's transaction, nor one to a server that cannot write ([`Servers`]).

mod commit;
mod pooler;
mod ready;
mod roles;
mod servers;
mod settings;
mod watch;

use std::time::Duration;

use secrecy::SecretString;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, PgConnection, PgPool};

pub use commit::{CommitStatus, attest, commit_status, transaction_id};
pub use pooler::{Unfit, is_pooled, sessions_proven};
pub use ready::{NotReady, check_ready};
pub use roles::{DATABASE_ROLES, make_roles, role_statements};
pub use servers::{Server, Servers};
pub use settings::session_settings;
pub use watch::{Database, Watch, watch};

/// The schema, numbered; applied by `payout migrate`.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// The oldest Postgres that is supported, as `server_version_num`.
pub const OLDEST_POSTGRES: i32 = 140_000;

/// How long a request waits for a connection of the pool. Longer would only hide that the database is away.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// How long a connection that rests is taken to live without being asked.
const TRUSTED_FOR: Duration = Duration::from_millis(500);

/// How long to wait before a server that can write is looked for again.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

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

/// A pool that opens connections when they are needed: it can be made while the database is away. Of several servers it
/// begins with the first; [`watch`] moves it.
///
/// # Errors
/// When `url` is not a Postgres URL.
pub fn pool(url: &SecretString, role: Role, max_connections: u32) -> Result<PgPool, sqlx::Error> {
    let servers = Servers::read(url, role)?;
    let options = servers.first().options.clone();
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .min_connections(0)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1_800))
        // A connection that was used a moment ago is not asked whether it lives: that is a round trip for every unit of
        // work, and one that died since fails before it has done anything.
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            let servers = servers.clone();
            Box::pin(async move {
                admitted(&servers, connection).await;
                Ok(())
            })
        })
        .before_acquire(|connection, state| {
            Box::pin(async move {
                // One that is dead is no error: another is opened.
                Ok(state.idle_for <= TRUSTED_FOR || connection.ping().await.is_ok())
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
        .connect_lazy_with(options))
}

/// Sees to it that a new connection of a pool is to a server that can write. While there is none this does not end, and the
/// pool gives up after [`ACQUIRE_TIMEOUT`]: an error here it would log at each of its many tries.
async fn admitted(servers: &Servers, connection: &mut PgConnection) {
    if servers.admit("the server", connection).await.is_ok() {
        return;
    }
    loop {
        match servers.connect().await {
            Ok((_, found)) => {
                *connection = found;
                return;
            }
            Err(error) => tracing::debug!(%error, "no server can be written"),
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
}

/// A connection of its own, outside any pool.
///
/// # Errors
/// When no server can be reached that can write.
pub async fn connect(url: &SecretString, role: Role) -> Result<PgConnection, sqlx::Error> {
    Ok(Servers::read(url, role)?.connect().await?.1)
}

/// A connection whose commits do not wait for the disk. Only for marks that need to survive the process, not the
/// database (`queue::mark`).
///
/// # Errors
/// When no server can be reached that can write.
pub async fn connect_for_marks(url: &SecretString) -> Result<PgConnection, sqlx::Error> {
    Ok(Servers::read(url, Role::Worker)?.without_waiting_for_the_disk().connect().await?.1)
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
