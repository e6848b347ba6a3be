//! `/v1/api-keys`: the secret keys of a business. A secret is shown once, by the answer that makes it.
//!
//! Under an `Idempotency-Key` the same request gets the same answer again, for as long as the key is known and the API
//! key has not ended. The secret is not stored for that: it is made again ([`api_key::derive`]). The alternative, to
//! refuse and to name the key that nobody saw, would leave a live key behind after each lost answer, and a business
//! without a key after a lost roll.

pub mod create;
pub mod list;
mod making;
pub mod revoke;
pub mod roll;

pub use making::Making;

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
use crate::work::transact::{NotDone, Witness, WorkError};

/// The longest name, in characters.
pub const NAME_MAX_CHARS: usize = 200;

/// A key as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKey {
    /// `key_…`
    #[schema(value_type = String)]
    id: ApiKeyId,
    /// What the merchant calls it.
    name: String,
    /// The part after `sk_live_` or `sk_test_` that is no secret.
    public_id: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just made, with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKey {
    /// `key_…`
    #[schema(value_type = String)]
    id: ApiKeyId,
    /// What the merchant calls it.
    name: String,
    /// The key itself, shown this once.
    key: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
    /// Of a successor: until when the key before works as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_key_until: Option<DateTime<Utc>>,
}

/// A key that was made, with what is needed to make it again.
#[derive(Debug)]
pub struct Issued {
    key: NewKey,
    seed: [u8; 40],
}

/// The part of it that is kept for the same request.
#[derive(Debug, Serialize, Deserialize)]
pub struct MadeKey {
    id: ApiKeyId,
    /// The seed, in hexadecimal digits.
    seed: String,
    previous_key_until: Option<DateTime<Utc>>,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum KeyRefused {
    /// The business has as many as it may have.
    #[error("the business has too many live keys")]
    TooMany,
    /// No such key, or business.
    #[error("there is no such key")]
    NotFound,
    /// The key that was to be rolled has ended.
    #[error("the key has ended")]
    Ended,
    /// The key that was to be rolled has a successor.
    #[error("the key was rolled to {to}")]
    Rolled {
        /// Its successor.
        to: ApiKeyId,
        /// When the key that was to be rolled ends.
        until: DateTime<Utc>,
    },
    /// This process has another pepper than keys were stored under, so the key would open nothing.
    #[error(transparent)]
    Pepper(Unproven),
    /// The database failed.
    #[error("the key could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Looks whether a new key of `business` is stored, when the answer to its COMMIT was lost. A key that is shown and not
/// stored would open nothing.
pub fn witness(business: BusinessId) -> Witness<Issued> {
    Box::new(move |issued, conn| {
        let id = issued.key.id;
        async move { api_key::is_stored(conn, business, id).await }.boxed()
    })
}

impl Issued {
    /// Adds until when the key before works as well, for a successor.
    #[must_use]
    pub fn with_previous_until(mut self, until: Option<DateTime<Utc>>) -> Self {
        self.key.previous_key_until = until;
        self
    }

    /// The part of it that is kept for the same request.
    pub fn made(&self) -> MadeKey {
        MadeKey {
            id: self.key.id,
            seed: hex::encode(self.seed),
            previous_key_until: self.key.previous_key_until,
        }
    }

    /// The key in the form of the answer.
    pub fn shown(self) -> NewKey {
        self.key
    }

    /// Its id.
    pub fn id(&self) -> ApiKeyId {
        self.key.id
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// Of a successor: until when the key before works as well.
    pub fn previous_until(&self) -> Option<DateTime<Utc>> {
        self.key.previous_key_until
    }

    /// The key itself.
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

impl From<NotDone<KeyRefused>> for Problem {
    fn from(not_done: NotDone<KeyRefused>) -> Self {
        match not_done.own_refusal() {
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
                        "The key was rolled to {to} before, and ends at {until}: roll {to}, or revoke this one to end it sooner."
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

/// Checks a name that people read: 1 to 200 characters, none of them a control character.
///
/// # Errors
/// What is wrong with it.
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
