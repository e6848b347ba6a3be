//! Opening sessions, in a pool or alone.

use std::time::Duration;

use secrecy::SecretString;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use super::role::Role;
use super::servers::Servers;

/// How long a request waits for a connection of the pool. A longer wait would only hide that the database is
/// unreachable.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// How long an idle connection counts as alive without a check.
const TRUSTED_FOR: Duration = Duration::from_millis(500);

/// How long to wait before looking again for a server that can write.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Returns a pool that opens connections when they are needed, so it can be created while the database is unreachable.
/// With several servers it begins with the first; [`crate::watch`] switches it to another.
///
/// # Errors
/// If `url` is not a Postgres URL.
pub fn pool(url: &SecretString, role: Role, max_connections: u32) -> Result<PgPool, sqlx::Error> {
    let servers = Servers::read(url, role)?;
    let options = servers.first().options.clone();
    Ok(PgPoolOptions::new()
        .max_connections(max_connections)
        .min_connections(0)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1_800))
        // Skip the liveness check for a connection that was used a moment ago: it would cost a round trip for every
        // unit of work. A connection that has died since fails before it has done anything.
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
                // A dead connection is not an error: the pool opens another.
                Ok(state.idle_for <= TRUSTED_FOR || connection.ping().await.is_ok())
            })
        })
        // A `begin` that is cancelled on its way leaves its connection inside a transaction (sqlx issue 4393). The next
        // user of the connection would write into that transaction and lose everything. ROLLBACK outside a transaction
        // only warns, so BEGIN comes first.
        .after_release(|connection, _| {
            Box::pin(async move {
                // A silent server would hold the connection's place in the pool until it answers again, and the pool
                // would log a lost connection. So both are closed here.
                let cleared =
                    tokio::time::timeout(ACQUIRE_TIMEOUT, connection.execute("begin; rollback")).await;
                Ok(matches!(cleared, Ok(Ok(_))))
            })
        })
        .connect_lazy_with(options))
}

/// Makes sure that a new connection of a pool is to a server that can write. While there is no such server this
/// function does not return, and the pool gives up after [`ACQUIRE_TIMEOUT`]. If it returned an error, the pool would
/// log each of its many attempts.
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
            Err(error) => tracing::debug!(%error, "no server accepts writes"),
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
}

/// Opens a connection outside any pool.
///
/// # Errors
/// If no server that can write is reachable.
pub async fn connect(url: &SecretString, role: Role) -> Result<PgConnection, sqlx::Error> {
    Ok(Servers::read(url, role)?.connect().await?.1)
}

/// Opens a connection whose commits do not wait for the disk. Only for marks, which must survive the process but not
/// the database (`queue::mark`).
///
/// # Errors
/// If no server that can write is reachable.
pub async fn connect_for_marks(url: &SecretString) -> Result<PgConnection, sqlx::Error> {
    Ok(Servers::read(url, Role::Worker)?.without_waiting_for_the_disk().connect().await?.1)
}
