//! API keys: `sk_live_` or `sk_test_`, a public id (16 hex digits), 256 random bits (64), a checksum (8).
//!
//! A key is stored as an HMAC under the server's pepper, found by its public id, and compared in constant time. Every
//! kind of failure takes the same query and the same comparison, so that the time of an answer tells nothing.
//!
//! A key that was asked for under an idempotency key can be made again for the same request ([`derive()`]), so that a
//! client that lost the answer still gets it.

mod roll;
mod text;

pub use roll::{RollError, roll};
pub use text::{derive, digest, generate, public_id, random};

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use self::text::read;
use crate::ids::{ApiKeyId, BusinessId};
use crate::platform::db;
use crate::secrets::fingerprint::Unproven;
use crate::secrets::secret::MacKey;
use crate::secrets::server_secret::{self, ServerSecret};

/// The most keys of one business that are neither revoked nor expired: enough for any rotation, and a list of keys
/// stays one page.
pub const MAX_LIVE_KEYS: i64 = 100;

/// The business that a key authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The business.
    pub business_id: BusinessId,
    /// The key that was shown.
    pub key_id: ApiKeyId,
    /// Whether the business's payouts are enabled.
    pub payouts_enabled: bool,
}

/// A key as a list shows it: never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// The merchant's name for it.
    pub name: String,
    /// The public part: what logs and lists may show.
    pub public_id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key to store.
#[derive(Debug)]
pub struct NewApiKey<'a> {
    /// The business that the key opens.
    pub business_id: BusinessId,
    /// Its id.
    pub id: ApiKeyId,
    /// What the merchant calls it, at most 200 characters.
    pub name: &'a str,
    /// What [`generate`] made.
    pub key: &'a SecretString,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The business has [`MAX_LIVE_KEYS`] live ones.
    #[error("the business has 100 live keys: revoke one first")]
    TooMany,
    /// No such business.
    #[error("there is no such business")]
    NoSuchBusiness,
    /// This process has another pepper than keys were stored under, so nobody could use the key.
    #[error(transparent)]
    Pepper(Unproven),
    /// The database failed.
    #[error("the key could not be stored")]
    Database(#[from] sqlx::Error),
}

impl From<Unproven> for CreateKeyError {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Database(error) => Self::Database(error),
            unproven => Self::Pepper(unproven),
        }
    }
}

/// Stores a key. The first one claims the pepper.
///
/// # Errors
/// [`CreateKeyError`].
pub async fn insert(
    conn: &mut PgConnection,
    pepper: &ServerSecret,
    new: &NewApiKey<'_>,
    now: DateTime<Utc>,
) -> Result<(), CreateKeyError> {
    let business = new.business_id;
    let shown = read(new.key.expose_secret());
    // The business row's lock makes the count and the insert one step.
    sqlx::query_scalar!("select id from businesses where id = $1 for update", business.uuid())
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(CreateKeyError::NoSuchBusiness)?;
    let live = sqlx::query_scalar!(
        r#"select count(*) as "n!" from api_keys
           where business_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)"#,
        business.uuid(),
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    if live >= MAX_LIVE_KEYS {
        return Err(CreateKeyError::TooMany);
    }
    server_secret::claim(conn, pepper, now).await?;
    sqlx::query!(
        "insert into api_keys (business_id, id, name, public_id, digest, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        business.uuid(),
        new.id.uuid(),
        new.name,
        shown.public_id,
        &digest(pepper, new.key)[..],
        now,
        new.expires_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the key `id` of `business` is stored, live or not.
///
/// # Errors
/// When the database fails.
pub async fn is_stored(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ApiKeyId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from api_keys where business_id = $1 and id = $2) as "is!""#,
        business.uuid(),
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// The caller that `key` authenticates, or `None` for every reason why it authenticates nobody.
///
/// # Errors
/// When the database fails, or the key is good and its business is being moved ([`db::is_elsewhere`]).
pub async fn authenticate(
    conn: &mut PgConnection,
    pepper: &MacKey,
    key: &SecretString,
    now: DateTime<Utc>,
) -> Result<Option<Caller>, sqlx::Error> {
    let shown = read(key.expose_secret());
    let expected = digest(pepper, key);
    let rows = sqlx::query!(
        r#"select k.business_id, k.id, k.digest, b.payouts_enabled,
               exists (select from unserved_businesses u where u.business_id = b.id) as "unserved!"
           from api_keys k join businesses b on b.id = k.business_id
           where k.public_id = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)"#,
        shown.public_id,
        now
    )
    .fetch_all(conn)
    .await?;
    let mut caller = None;
    for row in rows {
        if bool::from(row.digest.ct_eq(&expected)) && shown.well_formed {
            db::served(row.unserved)?;
            caller = Some(Caller {
                business_id: row.business_id.into(),
                key_id: row.id.into(),
                payouts_enabled: row.payouts_enabled,
            });
        }
    }
    Ok(caller)
}

/// Whether the key with this [`public_id`] is of a business of this cell, live or not. Its secret is not compared: whoever asks only looks for
/// the cell that can.
///
/// # Errors
/// When the database fails.
pub async fn is_known(conn: &mut PgConnection, public_id: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from api_keys where public_id = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        public_id
    )
    .fetch_one(conn)
    .await
}

/// The keys of a business, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Option<ApiKeyId>,
    limit: i64,
) -> Result<Vec<ApiKey>, sqlx::Error> {
    sqlx::query_as!(
        ApiKey,
        r#"select id as "id: ApiKeyId", name, public_id, created_at, expires_at, revoked_at from api_keys
           where business_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3"#,
        business.uuid(),
        before.map(ApiKeyId::uuid),
        limit
    )
    .fetch_all(conn)
    .await
}

/// The key `id` of a business, live or not.
///
/// # Errors
/// When the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, sqlx::Error> {
    sqlx::query_as!(
        ApiKey,
        r#"select id as "id: ApiKeyId", name, public_id, created_at, expires_at, revoked_at from api_keys
           where business_id = $1 and id = $2"#,
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// What those of `ids` that are keys of a business are called, those that have ended included.
///
/// # Errors
/// When the database fails.
pub async fn names(
    conn: &mut PgConnection,
    business: BusinessId,
    ids: &[ApiKeyId],
) -> Result<HashMap<ApiKeyId, String>, sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select id as "id: ApiKeyId", name from api_keys where business_id = $1 and id = any($2)"#,
        business.uuid(),
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Revokes a key; a second time changes nothing. `None` when there is no such key.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<Option<ApiKey>, sqlx::Error> {
    sqlx::query_as!(
        ApiKey,
        r#"update api_keys set revoked_at = coalesce(revoked_at, $3) where business_id = $1 and id = $2
           returning id as "id: ApiKeyId", name, public_id, created_at, expires_at, revoked_at"#,
        business.uuid(),
        id.uuid(),
        now
    )
    .fetch_optional(conn)
    .await
}

/// Revokes the live keys of a business that are called `name` and were to end by themselves. One that was made for good is left
/// alone, whatever it is called.
///
/// # Errors
/// When the database fails.
pub async fn revoke_passing(
    conn: &mut PgConnection,
    business: BusinessId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update api_keys set revoked_at = $3
         where business_id = $1 and name = $2 and revoked_at is null and expires_at > $3",
        business.uuid(),
        name,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

impl ApiKey {
    /// Whether the key opens anything at `now`.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }

    /// Whether `key` is this one, by its public id.
    pub fn is(&self, key: &SecretString) -> bool {
        self.public_id == read(key.expose_secret()).public_id
    }
}
