//! Idempotency keys: requests that are carried out once. The transaction that carries a request out stores the result
//! under the client's key, for [`KEPT_FOR`].
//!
//! [`begin`] comes first in that transaction. A concurrent duplicate waits there before it holds any lock, and then
//! finds the stored result, or carries the request out itself. A rejected request stores nothing, so its key stays
//! free.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::{BusinessId, PayoutUserId};

/// How long a key is kept. It is longer than any client retries, and short enough that the input for making an API key
/// again ([`crate::business::api_key::derive`]) is soon deleted.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// The caller who sent the request. Different callers have separate keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The operators.
    Operators,
    /// A business, with any of its API keys.
    Business(BusinessId),
    /// A payout user.
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

/// A request with an idempotency key.
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
    /// Creates the request `request` under `key` on `route` (its method and pattern). Two requests are the same if they
    /// serialise to the same JSON.
    ///
    /// # Errors
    /// If `request` cannot be serialised.
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

/// Begins to carry the request out, or returns the stored result if it was carried out before.
///
/// # Errors
/// [`BeginError`]; the transaction must then be rolled back.
pub async fn begin<T: DeserializeOwned>(
    conn: &mut PgConnection,
    asked: &KeyedRequest,
    now: DateTime<Utc>,
) -> Result<Option<T>, BeginError> {
    let found = sqlx::query!(
        // This statement does not change an existing row. It waits for a concurrent duplicate and reads what that has
        // committed.
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

/// Stores the result of a request that began in this transaction, so that a repetition gets the same response.
///
/// # Errors
/// If the database fails, or `made` cannot be serialised.
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

/// Returns whether this cell has carried out a request of `caller` on `route` under `key`, or is about to.
///
/// # Errors
/// If the database fails.
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

/// Removes up to `most` keys that are older than `end`. Keeps those of a business that is being moved, and of its
/// payout users. Returns whether there may be more.
///
/// # Errors
/// If the database fails.
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
