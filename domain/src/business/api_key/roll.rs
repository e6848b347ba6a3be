//! Rolling a key: a successor replaces it after an overlap.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::ApiKey;
use crate::ids::{ApiKeyId, BusinessId};

/// Why a key was not rolled.
#[derive(Debug, thiserror::Error)]
pub enum RollError {
    /// The key does not exist.
    #[error("there is no such key")]
    NoSuchKey,
    /// The key is revoked or has expired.
    #[error("the key has ended")]
    Ended,
    /// The key already has a successor.
    #[error("the key was rolled to {to}")]
    Rolled {
        /// The successor.
        to: ApiKeyId,
        /// When the rolled key expires.
        until: DateTime<Utc>,
    },
    /// The database failed.
    #[error("the key could not be rolled")]
    Database(#[from] sqlx::Error),
}

/// Sets the `successor` of a live key, which the same transaction creates, and the key's end. The end is `at` (now, or
/// later for an overlap), or the end that the key already has if that is earlier. A key can be rolled only once, so
/// this end is final; only revoking the key ends it earlier.
///
/// # Errors
/// [`RollError`]
pub async fn roll(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ApiKeyId,
    successor: ApiKeyId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<ApiKey, RollError> {
    let rolled = sqlx::query_as!(
        ApiKey,
        r#"update api_keys set expires_at = least(expires_at, $4), rolled_to = $3
           where business_id = $1 and id = $2 and rolled_to is null
             and revoked_at is null and (expires_at is null or expires_at > $5)
           returning id as "id: ApiKeyId", name, public_id, created_at, expires_at, revoked_at"#,
        business.uuid(),
        id.uuid(),
        successor.uuid(),
        at,
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    match rolled {
        Some(key) => Ok(key),
        None => Err(reason_not_rolled(conn, business, id, now).await?),
    }
}

/// Returns why the update found no key to roll.
async fn reason_not_rolled(
    conn: &mut PgConnection,
    business: BusinessId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<RollError, sqlx::Error> {
    let key = sqlx::query!(
        r#"select rolled_to as "rolled_to: ApiKeyId", expires_at, revoked_at from api_keys
           where business_id = $1 and id = $2"#,
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(match key {
        None => RollError::NoSuchKey,
        Some(key) => match (key.rolled_to, key.expires_at) {
            (Some(to), Some(until)) if until > now && key.revoked_at.is_none() => {
                RollError::Rolled { to, until }
            }
            _ => RollError::Ended,
        },
    })
}
