//! Whether there is a pooler between a process and Postgres, and whether it keeps what a process needs.
//!
//! Behind a pooler in transaction mode each transaction may have another session. What is kept in a session is lost, or
//! belongs to somebody else:
//!
//! - settings, which a database role brings instead ([`super::role_statements`]);
//! - prepared statements, which `PgBouncer` follows since 1.21;
//! - LISTEN, instead of which a process polls.
//!
//! Nothing else is kept in a session: locks are of rows or of a transaction, leases are rows. A process looks when it
//! starts, and does not run without what it rests on.

use std::pin::pin;
use std::time::Duration;

use secrecy::SecretString;
use sqlx::{Executor, PgConnection};

use super::role::Role;
use super::sessions::connect;
use super::unfit::Unfit;

/// How long the second of two sessions is waited for: a pooler with one session has none for it.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How often two sessions are compared. Others use the pooler as well, this process among them: whenever one of them has given
/// a session back in between, the comparison shows nothing.
const COMPARED: usize = 20;

/// How long to wait before the database is asked again.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How long one attempt may take.
const ASKED_WITHIN: Duration = Duration::from_secs(10);

/// Returns once the sessions of `role` are known to be what a process needs. While the database cannot say, it is asked
/// again.
///
/// # Errors
/// When the sessions lack something.
pub async fn sessions_proven(url: SecretString, role: Role, poll_only: bool) -> Result<(), Unfit> {
    loop {
        let asked = tokio::time::timeout(ASKED_WITHIN, is_pooled(&url, role)).await;
        match asked.unwrap_or(Err(sqlx::Error::PoolTimedOut)) {
            Ok(true) if !poll_only => return Err(Unfit::Hints),
            Ok(_) => return Ok(()),
            Err(error) => match Unfit::of(&error) {
                Some(unfit) => return Err(unfit),
                None => tracing::debug!(%error, "cannot yet say whether sessions are as they were asked for"),
            },
        }
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}

/// Whether a pooler's sessions stand behind those of `role`: then a connection goes on in another session when its own
/// is taken.
///
/// # Errors
/// When the database cannot be reached, or its sessions are [`Unfit`].
pub async fn is_pooled(url: &SecretString, role: Role) -> Result<bool, sqlx::Error> {
    // Both before they are compared: to connect takes long enough for others to come in between.
    let mut one = connect(url, role).await?;
    let mut other = connect(url, role).await?;
    for _ in 0..COMPARED {
        let before = server_process(&mut one).await?;
        // A pooler gives it the session that was used last.
        other.execute("begin").await?;
        server_process(&mut other).await?;
        let mut answer = pin!(server_process(&mut one));
        let mut after = tokio::time::timeout(ANSWERED_WITHIN, &mut answer).await;
        if after.is_err() {
            // A server that stalls answers neither.
            server_process(&mut other).await?;
            after = tokio::time::timeout(ANSWERED_WITHIN, answer).await;
        }
        // None is left, or it is another session.
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
