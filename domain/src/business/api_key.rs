//! API keys. A key is `sk_live_` or `sk_test_`, a public id (16 hex digits), 256 random bits (64) and a checksum (8).
//!
//! The database stores an HMAC of the key under the server's pepper. A look-up finds a key by its public id and
//! compares the HMAC in constant time. Every kind of failure runs the same query and the same comparison, so the
//! response time reveals nothing.
//!
//! A key that was created under an idempotency key can be derived again for the same request ([`derive()`]). So a
//! client that lost the response can still get the key.

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

/// The most keys of one business that are neither revoked nor expired. It is enough for any rotation, and keeps the
/// list of keys to one page.
pub const MAX_LIVE_KEYS: i64 = 100;

/// The caller that a key authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The business that the caller acts for.
    pub business_id: BusinessId,
    /// The key that the caller presented.
    pub key_id: ApiKeyId,
    /// Whether the business's payouts are enabled.
    pub payouts_enabled: bool,
}

/// A key as a list shows it, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// The merchant's name for the key.
    pub name: String,
    /// The public part of the key, which logs and lists may show.
    pub public_id: String,
    /// When the key was created.
    pub created_at: DateTime<Utc>,
    /// When the key expires; `None` if it does not.
    pub expires_at: Option<DateTime<Utc>>,
    /// When the key was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key to store.
#[derive(Debug)]
pub struct NewApiKey<'a> {
    /// The business that the key gives access to.
    pub business_id: BusinessId,
    /// The key's id.
    pub id: ApiKeyId,
    /// The merchant's name for the key, at most 200 characters.
    pub name: &'a str,
    /// The key, as [`generate`] returned it.
    pub key: &'a SecretString,
    /// When the key expires; `None` if it does not.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a key was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The business has [`MAX_LIVE_KEYS`] live keys.
    #[error("the business has 100 live keys: revoke one first")]
    TooMany,
    /// The business does not exist.
    #[error("there is no such business")]
    NoSuchBusiness,
    /// The pepper of this process is not the one that keys were stored under, so the key would authenticate nobody.
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

/// Stores a key. The first key to be stored claims the pepper.
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
    // The lock on the business row makes the count and the insert one step.
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

/// Returns whether the key `id` of `business` is stored, live or not.
///
/// # Errors
/// If the database fails.
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

/// Returns the caller that `key` authenticates. Returns `None` for every reason why the key authenticates nobody.
///
/// # Errors
/// If the database fails, or the key is valid and its business is being moved ([`db::is_elsewhere`]).
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

/// Returns whether a business of this cell has the key with this [`public_id`], live or not. The secret is not
/// compared: the caller only looks for the cell that can compare it.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, public_id: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from api_keys where public_id = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        public_id
    )
    .fetch_one(conn)
    .await
}

/// Lists the keys of a business, newest first.
///
/// # Errors
/// If the database fails.
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

/// Returns the key `id` of a business, live or not.
///
/// # Errors
/// If the database fails.
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

/// Returns the names of those `ids` that are keys of the business, including keys that have ended.
///
/// # Errors
/// If the database fails.
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

/// Revokes a key and returns it, or `None` if it does not exist. Revoking it again changes nothing.
///
/// # Errors
/// If the database fails.
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

/// Revokes the live keys of a business that have this `name` and an expiry time. A key without an expiry time is left
/// alone, whatever its name.
///
/// # Errors
/// If the database fails.
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
    /// Returns whether the key is live at `now`: neither revoked nor expired.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }

    /// Returns whether `key` has this key's public id.
    pub fn is(&self, key: &SecretString) -> bool {
        self.public_id == read(key.expose_secret()).public_id
    }
}
