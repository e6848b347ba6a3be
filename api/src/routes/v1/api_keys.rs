//! `/v1/api-keys`: the secret keys of a business. A key is shown once, in the response that creates it.
//!
//! Under an `Idempotency-Key` the same request returns the same key again, as long as the idempotency key is known and
//! the API key is still valid. The API key is not stored for that: it is derived again ([`api_key::derive`]). The
//! alternative would be to reject the request and name the key that nobody saw. That would leave a valid key behind
//! after each lost response, and a business without a key after a lost roll.

pub mod create;
pub mod list;
mod making;
pub mod revoke;
pub mod roll;

pub use making::KeyCreation;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::business::api_key::{self, RollError};
use domain::ids::{ApiKeyId, BusinessId};
use domain::secrets::fingerprint::Unproven;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::secrets::unproven_secret;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::work::transact::{TransactError, Witness, WorkError};

/// The maximum length of a name, in characters.
pub const NAME_MAX_CHARS: usize = 200;

/// An API key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    /// The key's id, `key_…`.
    #[schema(value_type = String)]
    id: ApiKeyId,
    /// The name that the merchant gave it.
    name: String,
    /// The part after `sk_live_` or `sk_test_` that is not secret.
    public_id: String,
    /// When the key was created.
    created_at: DateTime<Utc>,
    /// When the key expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    /// When the key was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<DateTime<Utc>>,
}

/// An API key that was just created, with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKey {
    /// The key's id, `key_…`.
    #[schema(value_type = String)]
    id: ApiKeyId,
    /// The name that the merchant gave it.
    name: String,
    /// The secret key itself. It is returned only once.
    key: String,
    /// When the key was created.
    created_at: DateTime<Utc>,
    /// When the key expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    /// For the successor of a key, until when the previous key works as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_key_until: Option<DateTime<Utc>>,
}

/// A key that was created, with what is needed to derive it again.
#[derive(Debug)]
pub struct Issued {
    key: NewKey,
    seed: [u8; 40],
}

/// What is kept about a key, to answer the same request again.
#[derive(Debug, Serialize, Deserialize)]
pub struct MadeKey {
    id: ApiKeyId,
    /// The seed, in hexadecimal digits.
    seed: String,
    previous_key_until: Option<DateTime<Utc>>,
}

/// Why no key was created.
#[derive(Debug, thiserror::Error)]
pub enum KeyRefused {
    /// The business has the maximum number of valid keys.
    #[error("the business has too many live keys")]
    TooMany,
    /// There is no such key or business.
    #[error("there is no such key")]
    NotFound,
    /// The key to roll is revoked or has expired.
    #[error("the key has ended")]
    Ended,
    /// The key to roll already has a successor.
    #[error("the key was rolled to {to}")]
    Rolled {
        /// The successor.
        to: ApiKeyId,
        /// When the key to roll ends.
        until: DateTime<Utc>,
    },
    /// This process has a different pepper than the one that keys were stored with, so the key would open nothing.
    #[error(transparent)]
    Pepper(Unproven),
    /// The database failed.
    #[error("the key could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Returns a witness that checks whether a new key of `business` is stored, if the reply to its COMMIT was lost. A key
/// that is returned but not stored would open nothing.
pub fn witness(business: BusinessId) -> Witness<Issued> {
    Box::new(move |issued, conn| {
        let id = issued.key.id;
        async move { api_key::is_stored(conn, business, id).await }.boxed()
    })
}

impl Issued {
    /// Adds until when the previous key works as well, for a successor.
    #[must_use]
    pub fn with_previous_until(mut self, until: Option<DateTime<Utc>>) -> Self {
        self.key.previous_key_until = until;
        self
    }

    /// Returns what is kept to answer the same request again.
    pub fn made(&self) -> MadeKey {
        MadeKey {
            id: self.key.id,
            seed: hex::encode(self.seed),
            previous_key_until: self.key.previous_key_until,
        }
    }

    /// Returns the key in the format of the response.
    pub fn shown(self) -> NewKey {
        self.key
    }

    /// Returns the key's id.
    pub fn id(&self) -> ApiKeyId {
        self.key.id
    }

    /// Returns the key's name.
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Returns until when the previous key works as well, for a successor.
    pub fn previous_until(&self) -> Option<DateTime<Utc>> {
        self.key.previous_key_until
    }

    /// Returns the secret key itself.
    pub fn into_key(self) -> String {
        self.key.key
    }
}

impl From<RollError> for KeyRefused {
    fn from(error: RollError) -> Self {
        match error {
            RollError::NoSuchKey => Self::NotFound,
            RollError::Ended => Self::Ended,
            RollError::Rolled { to, until } => Self::Rolled { to, until },
            RollError::Database(error) => Self::Database(error),
        }
    }
}

impl From<api_key::ApiKey> for ApiKey {
    fn from(of: api_key::ApiKey) -> Self {
        Self {
            id: of.id,
            name: of.name,
            public_id: of.public_id,
            created_at: of.created_at,
            expires_at: of.expires_at,
            revoked_at: of.revoked_at,
        }
    }
}

impl WorkError for KeyRefused {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<KeyRefused>> for Problem {
    fn from(not_done: TransactError<KeyRefused>) -> Self {
        match not_done.from_work_error() {
            Ok(KeyRefused::TooMany) => Self::new(
                Code::Conflict,
                format!("The business has {} live keys: revoke one first.", api_key::MAX_LIVE_KEYS),
            ),
            Ok(KeyRefused::Ended) => Self::new(Code::Conflict, "The key is revoked or has expired."),
            Ok(KeyRefused::Rolled { to, until }) => {
                let until = until.to_rfc3339_opts(SecondsFormat::AutoSi, true);
                Self::new(
                    Code::Conflict,
                    format!(
                        "The key was already rolled to {to}, and ends at {until}: roll {to}, or revoke this key to end \
                         it sooner."
                    ),
                )
            }
            Ok(KeyRefused::NotFound) => Refusal::NotFound.problem(),
            Ok(KeyRefused::Pepper(unproven)) => unproven_secret(&unproven).problem(),
            Ok(KeyRefused::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}

/// Checks a name for people: 1 to 200 characters, not blank, and no control character.
///
/// # Errors
/// The problem of the name.
pub fn check_name(name: &str) -> Result<(), Problem> {
    let count = name.chars().count();
    if (1..=NAME_MAX_CHARS).contains(&count) && !name.chars().any(char::is_control) && !name.trim().is_empty()
    {
        Ok(())
    } else {
        let message = format!("The name must have 1 to {NAME_MAX_CHARS} printable characters.");
        Err(Problem::field("name", "invalid", message))
    }
}
