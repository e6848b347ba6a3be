//! Requests that are carried out once. What a request did is kept under its client's key for [`KEPT_FOR`], by the
//! transaction that did it.
//!
//! [`begin`] comes first in that transaction: a twin of the request waits there, with nothing locked, and then finds
//! what was done, or does it. A request that is refused leaves nothing, so its key stays free.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BusinessId, PayoutUserId};

/// How long a key is known. This is longer than anybody tries again, and short enough that what is needed to make an
/// API key again ([`crate::business::api_key::derive`]) is soon gone.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// Who sent the request. Keys of different callers are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The operators'.
    Operators,
    /// A business's, whichever of its API keys was shown.
    Business(BusinessId),
    /// A payout user's.
    PayoutUser(PayoutUserId),
}

impl Caller {
    fn uuid(self) -> Uuid {
        match self {
            Self::Operators => Uuid::nil(),
            Self::Business(id) => id.uuid(),
            Self::PayoutUser(id) => id.uuid(),
        }
    }
}

/// A request under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRequest {
    caller: Uuid,
    route: String,
    key_digest: [u8; 32],
    fingerprint: [u8; 32],
}

/// Why the request is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The database failed.
    #[error("the key could not be looked up")]
    Database(#[from] sqlx::Error),
}

impl KeyedRequest {
    /// The request `request` under `key` on `route` (its method and pattern). Two requests are the same when they are
    /// written alike.
    ///
    /// # Errors
    /// When `request` cannot be written.
    pub fn new(
        caller: Caller,
        route: String,
        key: &str,
        request: &impl Serialize,
    ) -> Result<Self, serde_json::Error> {
        let caller = caller.uuid();
        let fingerprint = Sha256::digest(serde_json::to_vec(request)?).into();
        Ok(Self { caller, route, key_digest: Sha256::digest(key).into(), fingerprint })
    }
}

/// Begins to carry the request out, or finds what was done for it before.
///
/// # Errors
/// [`BeginError`]; roll back.
pub async fn begin<T: DeserializeOwned>(
    conn: &mut PgConnection,
    asked: &KeyedRequest,
    now: DateTime<Utc>,
) -> Result<Option<T>, BeginError> {
    let found = sqlx::query!(
        // Changes nothing of a row that is there, but waits for a twin, and reads what the twin has committed.
        r#"insert into idempotency_keys as k (created_at, caller, route, key_digest, fingerprint)
           values ($1, $2, $3, $4, $5)
           on conflict (caller, route, key_digest) do update set fingerprint = k.fingerprint
           returning fingerprint, made as "made: Value""#,
        now,
        asked.caller,
        asked.route,
        &asked.key_digest[..],
        &asked.fingerprint[..]
    )
    .fetch_one(conn)
    .await?;
    if found.fingerprint != asked.fingerprint {
        return Err(BeginError::KeyReused);
    }
    let made = found.made.map(serde_json::from_value).transpose();
    Ok(made.map_err(|error| sqlx::Error::Decode(Box::new(error)))?)
}

/// Keeps what was done for a request that was begun in this transaction, so that a repetition is answered the same.
///
/// # Errors
/// When the database fails, or `made` cannot be written.
pub async fn keep(
    conn: &mut PgConnection,
    asked: &KeyedRequest,
    made: &(impl Serialize + Sync),
) -> Result<(), sqlx::Error> {
    let made = serde_json::to_value(made).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query!(
        "update idempotency_keys set made = $4 where caller = $1 and route = $2 and key_digest = $3",
        asked.caller,
        asked.route,
        &asked.key_digest[..],
        made
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Whether a request of `caller` on `route` was carried out here under `key`, or is about to be.
///
/// # Errors
/// When the database fails.
pub async fn is_known(
    conn: &mut PgConnection,
    caller: Caller,
    route: &str,
    key: &str,
) -> Result<bool, sqlx::Error> {
    let key_digest: [u8; 32] = Sha256::digest(key).into();
    sqlx::query_scalar!(
        r#"select exists (select from idempotency_keys where caller = $1 and route = $2 and key_digest = $3) as "is!""#,
        caller.uuid(),
        route,
        &key_digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Removes up to `most` keys from before `end`. Those of a business that is being moved, and of its payout users, stay. Returns
/// whether there may be more.
///
/// # Errors
/// When the database fails.
pub async fn remove_old(conn: &mut PgConnection, end: DateTime<Utc>, most: i64) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from idempotency_keys where ctid = any(array(
             select ctid from idempotency_keys k
             where created_at < $1 and not exists (
                 select from relocations r where r.business_id = k.caller
                     or exists (select from payout_users u where u.business_id = r.business_id and u.id = k.caller))
             limit $2 for update skip locked))",
        end,
        most
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= most))
}
