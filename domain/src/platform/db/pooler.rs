//! Whether a connection pooler is between a process and Postgres, and whether it keeps what a process needs.
//!
//! Behind a pooler in transaction mode, each transaction may run in another session. What a session holds is lost, or
//! belongs to another client:
//!
//! - settings, which a database role sets instead ([`super::role_statements`]);
//! - prepared statements, which `PgBouncer` tracks since 1.21;
//! - LISTEN, which a process replaces by polling.
//!
//! Sessions hold nothing else: locks are on rows or belong to a transaction, and leases are rows. A process checks its
//! sessions when it starts, and does not run without what it depends on.

use std::pin::pin;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::{Executor, PgConnection};

use super::role::Role;
use super::sessions::connect;
use super::unfit::Unfit;

/// How long to wait for the second of two sessions: a pooler with a single session has none for it.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How often two sessions are compared. Other clients use the pooler as well, including this process. If one of them
/// returns a session in between, a comparison proves nothing.
const COMPARED: usize = 20;

/// How long to wait before asking the database again.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How long one attempt may take.
const ASKED_WITHIN: Duration = Duration::from_secs(10);

/// Returns once the sessions of `role` are known to be what a process needs. Asks the database again for as long as it
/// cannot answer.
///
/// # Errors
/// If the sessions lack something.
pub async fn sessions_proven(url: SecretString, role: Role, poll_only: bool) -> Result<(), Unfit> {
    loop {
        let asked = tokio::time::timeout(ASKED_WITHIN, is_pooled(&url, role)).await;
        match asked.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
            Ok(true) if !poll_only => return Err(Unfit::Hints),
            Ok(_) => return Ok(()),
            Err(error) => match Unfit::of(&error) {
                Some(unfit) => return Err(unfit),
                None => tracing::debug!(%error, "cannot check yet whether sessions have their settings"),
            },
        }
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}

/// Returns whether a pooler is behind the connections of `role`. With a pooler, a connection continues in another
/// session when its own is taken.
///
/// # Errors
/// If the database cannot be reached, or its sessions are [`Unfit`].
pub async fn is_pooled(url: &SecretString, role: Role) -> Result<bool, sqlx::Error> {
    // Both connect before they are compared: connecting takes long enough for other clients to come in between.
    let mut one = connect(url, role).await?;
    let mut other = connect(url, role).await?;
    for _ in 0..COMPARED {
        let before = server_process(&mut one).await?;
        // A pooler gives this connection the session that was used last.
        other.execute("begin").await?;
        server_process(&mut other).await?;
        let mut answer = pin!(server_process(&mut one));
        let mut after = tokio::time::timeout(ANSWERED_WITHIN, &mut answer).await;
        if after.is_err() {
            // A stalled server answers neither connection.
            server_process(&mut other).await?;
            after = tokio::time::timeout(ANSWERED_WITHIN, answer).await;
        }
        // The pooler has no session left, or has given another one.
        let Ok(after) = after else { return Ok(true) };
        if after? != before {
            return Ok(true);
        }
        other.execute("rollback").await?;
    }
    Ok(false)
}

async fn server_process(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_backend_pid() as "pid!""#).fetch_one(conn).await
}
