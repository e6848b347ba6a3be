//! Checks of what the database keeps: by which secrets it works, its indexes, and rows that no vacuum may remove.

use domain::platform::health::{self, OldestSnapshot};
use domain::secrets::fingerprint::{self, OwnSecrets, Unproven};
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::{Name, ServerSecret};
use secrecy::SecretString;
use sqlx::PgConnection;

use super::finding::Finding;
use crate::error::CliError;

/// A snapshot of so many seconds is no mistake: a check of the books and a small dump take minutes.
const LONG_SNAPSHOT: f64 = 300.0;

/// The secrets of the processes, as they have them.
#[derive(Debug, Clone, clap::Args)]
pub struct GivenSecrets {
    /// The processes' secret of payout hashes, to be compared with the one that was used.
    #[arg(long, env = "PAYOUT_HASH_SECRET", hide_env_values = true)]
    hash_secret: Option<SecretString>,
    /// The processes' pepper of API keys, to be compared with the one that was used.
    #[arg(long, env = "PAYOUT_KEY_PEPPER", hide_env_values = true)]
    key_pepper: Option<SecretString>,
    /// The processes' secret of webhook endpoints, to be compared with the one that was used.
    #[arg(long, env = "PAYOUT_WEBHOOK_SECRET", hide_env_values = true)]
    webhook_secret: Option<SecretString>,
}

impl GivenSecrets {
    /// Each of them, to be compared with one database: what is found there is remembered.
    ///
    /// # Errors
    /// When one is malformed.
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

/// Whether the secrets that were given are those that were used.
pub async fn secrets(conn: &mut PgConnection, given: Vec<OwnSecrets>) -> Result<Finding, sqlx::Error> {
    if given.is_empty() {
        return Ok(Finding::unchecked(
            "none was given",
            "give PAYOUT_HASH_SECRET, PAYOUT_KEY_PEPPER and PAYOUT_WEBHOOK_SECRET as the processes have them",
        ));
    }
    for own in given {
        match fingerprint::compare(conn, &own).await {
            Ok(()) => {}
            Err(Unproven::Database(error)) => return Err(error),
            Err(wrong) => {
                return Ok(Finding::failure(
                    wrong.to_string(),
                    "a process with this one does not work here: give all processes and this command the same",
                ));
            }
        }
    }
    Ok(Finding::ok("those that were given contradict none that was used"))
}

/// Whether each index can be used. One that a failed command has left behind cannot, and statements that need it read whole tables.
pub async fn indexes(conn: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let broken = health::unusable_indexes(conn).await?;
    Ok(match broken.as_slice() {
        [] => Finding::ok("each can be used"),
        broken => Finding::failure(
            format!("not usable: {}", broken.join(", ")),
            "make each anew, by `reindex index concurrently …` in psql",
        ),
    })
}

/// Whether no session holds a snapshot for long.
pub async fn snapshots(conn: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    Ok(held(health::oldest_snapshot(conn).await?))
}

fn held(oldest: Option<OldestSnapshot>) -> Finding {
    match oldest {
        Some(oldest) if oldest.age_seconds > LONG_SNAPSHOT => Finding::warning(
            format!(
                "{} of {} (pid {}) has had its transaction open for {:.0} s, and no vacuum removes what became dead since",
                if oldest.application.is_empty() { "a session" } else { &oldest.application },
                oldest.user,
                oldest.pid,
                oldest.age_seconds
            ),
            "end it, or `select pg_terminate_backend(…)` with its pid",
        ),
        _ => Finding::ok("none is held for long"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn a_snapshot_is_told_once_it_is_held_for_long() {
        let of = |age_seconds| OldestSnapshot {
            age_seconds,
            pid: 7,
            application: "psql".to_owned(),
            user: "ann".to_owned(),
        };
        assert_eq!(held(None).verdict, Verdict::Ok);
        assert_eq!(held(Some(of(LONG_SNAPSHOT))).verdict, Verdict::Ok);
        assert_eq!(held(Some(of(LONG_SNAPSHOT + 1.0))).verdict, Verdict::Warning);
    }
}
