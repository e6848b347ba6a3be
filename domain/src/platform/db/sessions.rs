//! Opening sessions, in a pool or alone.

use std::time::Duration;

use secrecy::SecretString;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use super::role::Role;
use super::servers::Servers;

/// How long a request waits for a connection of the pool. A longer wait would only hide that the database is away.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(1_500);

/// How long an idle connection is taken to be alive without being asked.
const TRUSTED_FOR: Duration = Duration::from_millis(500);

/// How long to wait before a server that can write is looked for again.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// A pool that opens connections when they are needed, so it can be made while the database is away. Of several servers
/// it begins with the first; [`crate::watch`] turns it to another.
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
        // A connection that was used a moment ago is not asked whether it is alive: that is a round trip for every
        // unit of work. One that has died since fails before it has done anything.
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
                // A dead one is no error: the pool opens another.
                Ok(state.idle_for <= TRUSTED_FOR || connection.ping().await.is_ok())
            })
        })
        // A `begin` that was cancelled on its way leaves its connection inside a transaction (sqlx issue 4393).
        // Whoever gets the connection next would write into that transaction and lose the lot. ROLLBACK outside of a
        // transaction only warns, so BEGIN comes first.
        .after_release(|connection, _| {
            Box::pin(async move {
                // A silent server would keep the connection's place in the pool until it speaks again, and the pool
                // would log a lost one. So both are closed here.
                let cleared =
                    tokio::time::timeout(ACQUIRE_TIMEOUT, connection.execute("begin; rollback")).await;
                Ok(matches!(cleared, Ok(Ok(_))))
            })
        })
        .connect_lazy_with(options))
}

/// Makes sure that a new connection of a pool is to a server that can write. While there is no such server this does
/// not return, and the pool gives up after [`ACQUIRE_TIMEOUT`]: the pool would log an error at each of its many tries.
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

/// A connection whose commits do not wait for the disk. Only for marks, which must survive the process and not the
/// database (`queue::mark`).
///
/// # Errors
/// When no server can be reached that can write.
pub async fn connect_for_marks(url: &SecretString) -> Result<PgConnection, sqlx::Error> {
    Ok(Servers::read(url, Role::Worker)?.without_waiting_for_the_disk().connect().await?.1)
}
