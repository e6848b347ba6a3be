//! `/v1/api-keys`: the secret keys of a business. A secret is shown once, by the answer that makes it.

pub mod create;
pub mod list;
pub mod revoke;
pub mod roll;

use chrono::{DateTime, Utc};
use domain::api_key::{self, CreateKeyError, NewApiKey};
use domain::business;
use domain::clock::Clock;
use domain::ids::{ApiKeyId, BusinessId};
use domain::secret::MacKey;
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::problem::{Code, Problem};
use crate::refusal::Refusal;
use crate::state::App;
use crate::transact::{NotDone, Witness, WorkError};

/// The longest name, in characters.
const NAME_MAX_CHARS: usize = 200;

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
    /// The key to roll has ended.
    #[error("the key has ended")]
    Ended,
    /// The database failed.
    #[error("the key could not be stored")]
    Database(#[from] sqlx::Error),
}

/// A key to be made: what it takes from outside the transaction.
#[derive(Debug)]
pub struct Making {
    id: ApiKeyId,
    random: [u8; 40],
    now: DateTime<Utc>,
    pepper: MacKey,
}

impl Making {
    /// # Errors
    /// When the operating system has no random bytes.
    pub fn begin(app: &App) -> Result<Self, Problem> {
        let random = api_key::random().map_err(|error| {
            tracing::error!(%error, "the operating system gives no random bytes");
            Refusal::Internal.problem()
        })?;
        Ok(Self { id: id(&app.clock), random, now: app.clock.now(), pepper: app.key_pepper.clone() })
    }

    /// Makes and stores the key.
    ///
    /// # Errors
    /// [`KeyRefused`].
    pub async fn carry_out(
        self,
        conn: &mut PgConnection,
        business: BusinessId,
        name: String,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<NewKey, KeyRefused> {
        let mode = business::get(conn, business).await?.ok_or(KeyRefused::NotFound)?.mode;
        let key: SecretString = api_key::generate(mode, &self.random);
        let new = NewApiKey { business_id: business, id: self.id, name: &name, key: &key, expires_at };
        api_key::insert(conn, &self.pepper, &new, self.now).await.map_err(|refused| match refused {
            CreateKeyError::TooMany => KeyRefused::TooMany,
            CreateKeyError::NoSuchBusiness => KeyRefused::NotFound,
            CreateKeyError::Database(error) => KeyRefused::Database(error),
        })?;
        let key = key.expose_secret().to_owned();
        Ok(NewKey { id: self.id, name, key, created_at: self.now, expires_at })
    }
}

/// Looks whether a new key of `business` is there, when the answer to its COMMIT was lost: one that is shown and not stored
/// would open nothing.
pub fn witness(business: BusinessId) -> Witness<NewKey> {
    Box::new(move |key, conn| {
        let id = key.id;
        async move { api_key::is_stored(conn, business, id).await }.boxed()
    })
}

impl NewKey {
    /// The key itself.
    pub fn into_key(self) -> String {
        self.key
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
            Ok(KeyRefused::NotFound) => Refusal::NotFound.problem(),
            Ok(KeyRefused::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}

fn id(clock: &Clock) -> ApiKeyId {
    clock.id().into()
}

/// A name that people read: 1 to 200 characters, none of them a control character.
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
