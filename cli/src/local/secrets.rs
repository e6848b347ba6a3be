//! The secrets of the embedded stack. They are generated once and stored in `.payout/secrets.json` (0600), so that a
//! hash or a key from one run still works in the next. The environment overrides each (`PAYOUT_HASH_SECRET`, …), as
//! for the real programs.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use domain::secrets::fingerprint::{self, OwnSecrets, Unproven};
use domain::secrets::keyring::Keyring;
use domain::secrets::server_secret::{Name, ServerSecret};
use domain::secrets::setting_files;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::error::{CliError, file};
use crate::local::merchant::key_pepper;

/// The name of the file with the secrets.
const FILE: &str = "secrets.json";

/// Bytes of randomness in each secret, which is written in hexadecimal. As many as HMAC-SHA256 outputs.
const SECRET_BYTES: usize = 32;

/// The secrets that the API and the worker of a stack share.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The secret that payout hashes are made with.
    pub hash_secret: SecretString,
    /// The pepper that hashes stored API keys.
    pub key_pepper: SecretString,
    /// The secret from which the secrets of webhook endpoints are derived.
    pub webhook_secret: SecretString,
    /// The token that operators authenticate with.
    pub operator_token: SecretString,
    /// The API key of the business that `payout dev` created before.
    pub dev_api_key: Option<SecretString>,
}

/// The content of the file.
#[derive(Serialize, Deserialize)]
struct Stored {
    hash_secret: String,
    key_pepper: String,
    /// Absent in files from before there were webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook_secret: Option<String>,
    operator_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dev_api_key: Option<String>,
}

impl Secrets {
    /// Generates secrets that are not stored, for a stack that is thrown away.
    ///
    /// # Errors
    /// If the operating system returns no random bytes.
    pub fn generate() -> Result<Self, CliError> {
        Ok(Self {
            hash_secret: random()?,
            key_pepper: random()?,
            webhook_secret: random()?,
            operator_token: random()?,
            dev_api_key: None,
        })
    }

    /// Reads the secrets stored in `directory`. The first call generates them. The environment takes precedence.
    ///
    /// # Errors
    /// If the file cannot be read or written, or its content is wrong.
    pub fn load_or_create(directory: &Path) -> Result<Self, CliError> {
        let path = directory.join(FILE);
        let kept = match fs::read_to_string(&path) {
            Ok(text) => {
                let mut stored: Stored = serde_json::from_str(&text).map_err(|_| {
                    CliError::Failed(format!("{} is damaged: remove {}", path.display(), directory.display()))
                })?;
                let webhook_secret = match stored.webhook_secret.take() {
                    Some(secret) => secret,
                    None => {
                        let made = random()?.expose_secret().to_owned();
                        stored.webhook_secret = Some(made.clone());
                        write(directory, &stored)?;
                        made
                    }
                };
                Self {
                    webhook_secret: webhook_secret.into(),
                    hash_secret: stored.hash_secret.into(),
                    key_pepper: stored.key_pepper.into(),
                    operator_token: stored.operator_token.into(),
                    dev_api_key: stored.dev_api_key.map(SecretString::from),
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let made = Self::generate()?;
                made.keep(directory)?;
                made
            }
            Err(error) => return Err(file("read", &path)(error)),
        };
        let or_kept = |name: &str, kept: SecretString| {
            setting_files::read(name).map(|set| set.unwrap_or(kept)).map_err(CliError::Usage)
        };
        Ok(Self {
            hash_secret: or_kept("PAYOUT_HASH_SECRET", kept.hash_secret)?,
            key_pepper: or_kept("PAYOUT_KEY_PEPPER", kept.key_pepper)?,
            webhook_secret: or_kept("PAYOUT_WEBHOOK_SECRET", kept.webhook_secret)?,
            operator_token: or_kept("PAYOUT_OPERATOR_TOKEN", kept.operator_token)?,
            dev_api_key: kept.dev_api_key,
        })
    }

    /// Checks that these are the secrets that the database was used with.
    ///
    /// # Errors
    /// If they are not. The error names the file in `directory` that stores them.
    pub async fn check(&self, conn: &mut PgConnection, directory: &Path) -> Result<(), CliError> {
        let hash_keys = Keyring::read(&self.hash_secret)
            .map_err(|invalid| CliError::Usage(format!("PAYOUT_HASH_SECRET {invalid}")))?;
        let webhook_key = ServerSecret::read(Name::WebhookSecret, &self.webhook_secret);
        let others = vec![key_pepper(&self.key_pepper)?, webhook_key.map_err(CliError::Usage)?];
        let own = OwnSecrets { hash_keys: Some(hash_keys), others };
        match fingerprint::compare(conn, &own).await {
            Ok(()) => Ok(()),
            Err(Unproven::Database(error)) => Err(error.into()),
            Err(unproven) => Err(CliError::Usage(format!(
                "the database was used with other secrets than those of {} (the environment takes precedence): \
                 {unproven}; or set PAYOUT_HOME to the directory that has its secrets.json, or name another database",
                directory.join(FILE).display()
            ))),
        }
    }

    /// Stores the key of the business that `payout dev` created. Secrets that came from the environment are not
    /// stored.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn keep_dev_api_key(directory: &Path, key: &SecretString) -> Result<(), CliError> {
        let path = directory.join(FILE);
        let text = fs::read_to_string(&path).map_err(file("read", &path))?;
        let mut stored: Stored = serde_json::from_str(&text)
            .map_err(|_| CliError::Failed(format!("{} is damaged: remove it", path.display())))?;
        stored.dev_api_key = Some(key.expose_secret().to_owned());
        write(directory, &stored)
    }

    fn keep(&self, directory: &Path) -> Result<(), CliError> {
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        write(
            directory,
            &Stored {
                hash_secret: text(&self.hash_secret),
                key_pepper: text(&self.key_pepper),
                webhook_secret: Some(text(&self.webhook_secret)),
                operator_token: text(&self.operator_token),
                dev_api_key: self.dev_api_key.as_ref().map(text),
            },
        )
    }
}

/// Writes a new file beside the old one and renames it, so a run that is killed leaves either the old or the new
/// file.
fn write(directory: &Path, stored: &Stored) -> Result<(), CliError> {
    fs::create_dir_all(directory).map_err(file("create", directory))?;
    let (path, new) = (directory.join(FILE), directory.join("secrets.json.new"));
    let text = serde_json::to_vec_pretty(stored).map_err(|error| file("write", &path)(error.into()))?;
    let options = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new);
    options.and_then(|mut new| new.write_all(&text)).map_err(file("write", &new))?;
    fs::rename(&new, &path).map_err(file("write", &path))
}

fn random() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn secrets_are_created_once_and_only_their_owner_can_read_them() {
        let directory = tempfile::tempdir().unwrap();
        let first = Secrets::load_or_create(directory.path()).unwrap();
        Secrets::keep_dev_api_key(directory.path(), &"sk_test_x".into()).unwrap();
        let second = Secrets::load_or_create(directory.path()).unwrap();
        assert_eq!(first.hash_secret.expose_secret(), second.hash_secret.expose_secret());
        assert_eq!(first.hash_secret.expose_secret().len(), 64);
        assert_eq!(second.dev_api_key.unwrap().expose_secret(), "sk_test_x");
        let mode = fs::metadata(directory.path().join("secrets.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
