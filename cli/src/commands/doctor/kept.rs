//! Checks of what the database holds: fingerprints of the secrets, indexes, and rows that no vacuum may remove.

use domain::platform::health::{self, OldestSnapshot};
use domain::secrets::fingerprint::{self, OwnSecrets, Unproven};
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::{Name, ServerSecret};
use secrecy::SecretString;
use sqlx::PgConnection;

use super::finding::Finding;
use crate::error::CliError;

/// A snapshot younger than this many seconds is normal: a check of the books and a small dump take minutes.
const LONG_SNAPSHOT: f64 = 300.0;

/// The secrets that the processes have.
#[derive(Debug, Clone, clap::Args)]
pub struct ProcessSecrets {
    /// The processes' secret for payout hashes, to compare with the one in use.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    hash_secret: Option<SecretString>,
    /// The processes' pepper for API keys, to compare with the one in use.
    #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true)]
    key_pepper: Option<SecretString>,
    /// The processes' secret for webhook endpoints, to compare with the one in use.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<SecretString>,
}

impl ProcessSecrets {
    /// Reads each secret, for a comparison with one database: the values remember what they found there.
    ///
    /// # Errors
    /// If a secret is malformed.
    pub fn read(&self) -> Result<Vec<OwnSecrets>, CliError> {
        let keys = self.hash_secret.as_ref().map(|secret| {
            let wrong = |invalid| CliError::Usage(format!("PAYOUT_HASH_SECRET {invalid}"));
            Ok(OwnSecrets { hash_keys: Some(Keyring::read(secret).map_err(wrong)?), others: Vec::new() })
        });
        let others = [(Name::KeyPepper, &self.key_pepper), (Name::WebhookSecret, &self.webhook_secret)];
        let others = others.into_iter().filter_map(|(name, secret)| {
            let read = ServerSecret::read(name, secret.as_ref()?).map_err(CliError::Usage);
            Some(read.map(|secret| OwnSecrets { hash_keys: None, others: vec![secret] }))
        });
        keys.into_iter().chain(others).collect()
    }
}

/// Checks that the given secrets are the ones in use.
pub async fn secrets(conn: &mut PgConnection, given: Vec<OwnSecrets>) -> Result<Finding, sqlx::Error> {
    if given.is_empty() {
        return Ok(Finding::unchecked(
            "no secrets were given",
            "set PAYOUT_HASH_SECRET, PAYOUT_KEY_PEPPER and PAYOUT_WEBHOOK_SECRET as the processes have them",
        ));
    }
    for own in given {
        match fingerprint::compare(conn, &own).await {
            Ok(()) => {}
            Err(Unproven::Database(error)) => return Err(error),
            Err(wrong) => {
                return Ok(Finding::failure(
                    wrong.to_string(),
                    "a process with this secret does not work here: set the same secret for all processes and this command",
                ));
            }
        }
    }
    Ok(Finding::ok("the given secrets match those in use"))
}

/// Checks that every index can be used. An index that a failed command left behind cannot, and statements that need
/// it read whole tables.
pub async fn indexes(conn: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let broken = health::unusable_indexes(conn).await?;
    Ok(match broken.as_slice() {
        [] => Finding::ok("all indexes can be used"),
        broken => Finding::failure(
            format!("not usable: {}", broken.join(", ")),
            "rebuild each with `reindex index concurrently …` in psql",
        ),
    })
}

/// Checks that no session holds a snapshot for long.
pub async fn snapshots(conn: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    Ok(held(health::oldest_snapshot(conn).await?))
}

fn held(oldest: Option<OldestSnapshot>) -> Finding {
    match oldest {
        Some(oldest) if oldest.age_seconds > LONG_SNAPSHOT => Finding::warning(
            format!(
                "{} of {} (pid {}) has had its transaction open for {:.0} s, so vacuum cannot remove rows that died since",
                if oldest.application.is_empty() { "a session" } else { &oldest.application },
                oldest.user,
                oldest.pid,
                oldest.age_seconds
            ),
            "end it, or run `select pg_terminate_backend(…)` with its pid",
        ),
        _ => Finding::ok("no snapshot is held for long"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn a_snapshot_that_is_held_for_long_is_a_warning() {
        let snapshot = |age_seconds| OldestSnapshot {
            age_seconds,
            pid: 7,
            application: "psql".to_owned(),
            user: "ann".to_owned(),
        };
        assert_eq!(held(None).verdict, Verdict::Ok);
        assert_eq!(held(Some(snapshot(LONG_SNAPSHOT))).verdict, Verdict::Ok);
        assert_eq!(held(Some(snapshot(LONG_SNAPSHOT + 1.0))).verdict, Verdict::Warning);
    }
}
