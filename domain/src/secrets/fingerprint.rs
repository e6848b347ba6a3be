//! Fingerprints of secrets. With them the database tells whether a process has the secrets that were used before,
//! without storing the secrets themselves.
//!
//! Every process compares its secrets when it starts, and repeats the comparison until the database knows all of them.
//! While a secret is unused, another process may claim it with a different value, and then this process must end.
//! [`crate::secrets::keyring`] has the versions of the hash secret, [`crate::secrets::server_secret`] the other
//! secrets.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};

pub use super::unproven::Unproven;

use crate::platform::db;
use crate::platform::pace::Pace;
use crate::secrets::keyring::{self, Keyring};
use crate::secrets::server_secret::{self, ServerSecret};

/// How long to wait before asking again, if the database failed or a secret is not claimed yet.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How long the database may take to answer.
const ASKED_WITHIN: Duration = Duration::from_secs(5);

/// The secrets of a process that the database knows by their fingerprints.
#[derive(Debug, Clone)]
pub struct OwnSecrets {
    /// The secrets for making hashes, if the process makes or shows hashes.
    pub hash_keys: Option<Keyring>,
    /// The other secrets of the process.
    pub others: Vec<ServerSecret>,
}

impl OwnSecrets {
    fn are_proven(&self) -> bool {
        self.hash_keys.as_ref().is_none_or(Keyring::is_proven)
            && self.others.iter().all(ServerSecret::is_proven)
    }
}

/// Checks that `own` are the secrets that were used before, and that none is missing. Call it outside a transaction: it
/// treats what it finds as committed.
///
/// # Errors
/// [`Unproven`]; only [`Unproven::Database`] may pass without a change.
pub async fn compare(conn: &mut PgConnection, own: &OwnSecrets) -> Result<(), Unproven> {
    let missing = contradicted_now(conn, own).await?;
    missing.map_or(Ok(()), |version| Err(Unproven::Missing(version)))
}

/// Runs [`compare`] on its own connection, and repeats it until the database answers.
///
/// # Errors
/// [`Unproven`], but never [`Unproven::Database`].
pub async fn proven(pool: PgPool, own: OwnSecrets) -> Result<(), Unproven> {
    let pace = Pace::new();
    loop {
        match ask(&pool, &own).await {
            Err(Unproven::Database(error)) => {
                if let Some(suppressed) = db::due_unless_away(&pace) {
                    tracing::warn!(%error, suppressed, "cannot check yet whether the secrets are those that were used before");
                }
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
            Ok(Some(version)) => return Err(Unproven::Missing(version)),
            known => return known.map(|_| ()),
        }
    }
}

/// Returns when another process has claimed one of `own` with a different value. A version of the hash secret that this
/// process does not have is no reason to return: the process does not show hashes of that version.
pub async fn contradicted(pool: PgPool, own: OwnSecrets) -> Unproven {
    while !own.are_proven() {
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
        match ask(&pool, &own).await {
            Ok(_) | Err(Unproven::Database(_)) => {}
            Err(contradicted) => return contradicted,
        }
    }
    std::future::pending().await
}

/// Asks on a connection of `pool`. Closes a connection that failed or gave no answer in time: it would keep its place
/// in the pool.
async fn ask(pool: &PgPool, own: &OwnSecrets) -> Result<Option<i16>, Unproven> {
    let mut conn = pool.acquire().await?;
    let asked = tokio::time::timeout(ASKED_WITHIN, contradicted_now(&mut conn, own)).await;
    let asked = asked.unwrap_or(Err(Unproven::Database(sqlx::Error::PoolTimedOut)));
    if let Err(Unproven::Database(_)) = asked {
        conn.close_on_drop();
    }
    asked
}

/// Compares all secrets. Returns the first version of the hash secret that is missing.
async fn contradicted_now(conn: &mut PgConnection, own: &OwnSecrets) -> Result<Option<i16>, Unproven> {
    let mut missing = None;
    if let Some(keys) = &own.hash_keys {
        missing = keyring::compare(conn, keys).await?;
    }
    for secret in &own.others {
        server_secret::compare(conn, secret).await?;
    }
    Ok(missing)
}
