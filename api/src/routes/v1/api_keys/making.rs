//! Creates an API key, and derives it again for the same request.

use chrono::{DateTime, Utc};
use domain::business::api_key::{self, CreateKeyError, NewApiKey};
use domain::business::{self, Mode};
use domain::ids::{ApiKeyId, BusinessId};
use domain::secrets::server_secret::ServerSecret;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

use super::{Issued, KeyRefused, MadeKey, NewKey};
use crate::app::App;
use crate::app::once::OnceError;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// A key to be created, with what it takes from outside the transaction.
#[derive(Debug, Clone)]
pub struct KeyCreation {
    id: ApiKeyId,
    seed: [u8; 40],
    idempotency_key: Option<String>,
    now: DateTime<Utc>,
    pepper: ServerSecret,
}

impl KeyCreation {
    /// Prepares a new key: its id, its random seed and its time.
    ///
    /// # Errors
    /// When the operating system has no random bytes.
    pub fn begin(app: &App, idempotency_key: Option<&str>) -> Result<Self, Problem> {
        let seed = api_key::random().map_err(|error| {
            tracing::error!(%error, "the operating system gives no random bytes");
            Refusal::Internal.problem()
        })?;
        Ok(Self {
            id: app.clock.id().into(),
            seed,
            idempotency_key: idempotency_key.map(str::to_owned),
            now: app.clock.now(),
            pepper: app.key_pepper.clone(),
        })
    }

    /// Returns the id of the key.
    pub fn id(&self) -> ApiKeyId {
        self.id
    }

    /// Creates and stores the key.
    ///
    /// # Errors
    /// [`KeyRefused`].
    pub async fn carry_out(
        self,
        conn: &mut PgConnection,
        business: BusinessId,
        name: String,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<Issued, KeyRefused> {
        let mode = business::get(conn, business).await?.ok_or(KeyRefused::NotFound)?.mode;
        let key = self.key(business, mode, &self.seed);
        let new = NewApiKey { business_id: business, id: self.id, name: &name, key: &key, expires_at };
        api_key::insert(conn, &self.pepper, &new, self.now).await.map_err(|refused| match refused {
            CreateKeyError::TooMany => KeyRefused::TooMany,
            CreateKeyError::NoSuchBusiness => KeyRefused::NotFound,
            CreateKeyError::Pepper(unproven) => KeyRefused::Pepper(unproven),
            CreateKeyError::Database(error) => KeyRefused::Database(error),
        })?;
        let key = key.expose_secret().to_owned();
        let key =
            NewKey { id: self.id, name, key, created_at: self.now, expires_at, previous_key_until: None };
        Ok(Issued { key, seed: self.seed })
    }

    /// Returns the key that was created before under the same idempotency key.
    ///
    /// # Errors
    /// [`OnceError::Gone`] when the key is no longer valid, or was stored with another pepper.
    pub async fn again(
        self,
        conn: &mut PgConnection,
        business: BusinessId,
        made: MadeKey,
    ) -> Result<Issued, OnceError<KeyRefused>> {
        let gone = || {
            OnceError::Gone(format!(
                "The API key {}, which this Idempotency-Key created, has ended. Create another one with a new Idempotency-Key.",
                made.id
            ))
        };
        let database = OnceError::database;
        let stored = api_key::get(conn, business, made.id).await.map_err(database)?;
        let stored = stored.filter(|key| key.is_live(self.now)).ok_or_else(gone)?;
        let mode = business::get(conn, business).await.map_err(database)?.ok_or_else(gone)?.mode;
        let mut seed = [0; 40];
        hex::decode_to_slice(&made.seed, &mut seed).map_err(|_| gone())?;
        let key = self.key(business, mode, &seed);
        // The key was stored with another pepper.
        if !stored.is(&key) {
            return Err(gone());
        }
        let key = NewKey {
            id: stored.id,
            name: stored.name,
            key: key.expose_secret().to_owned(),
            created_at: stored.created_at,
            expires_at: stored.expires_at,
            previous_key_until: made.previous_key_until,
        };
        Ok(Issued { key, seed })
    }

    /// Derives the key from `seed`. With an idempotency key, only the same client can have it derived again.
    fn key(&self, business: BusinessId, mode: Mode, seed: &[u8; 40]) -> SecretString {
        match &self.idempotency_key {
            Some(name) => api_key::generate(mode, &api_key::derive(&self.pepper, business, name, seed)),
            None => api_key::generate(mode, seed),
        }
    }
}
