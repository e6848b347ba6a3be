//! Changing a payout user, and rotating its hash.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

use super::events::payout_user_updated;
use super::{PayoutUser, Row, Status};
use crate::ids::{BusinessId, PayoutUserId};
use crate::secrets::fingerprint::Unproven;
use crate::secrets::hash::{self, HashVersion};
use crate::secrets::keyring::{self, Keyring};

/// The changes to a payout user. A field that is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change {
    /// The new status.
    pub status: Option<Status>,
    /// The new expiry of the hash; `Some(None)` removes the expiry.
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

/// A new hash.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// The hash.
    pub hash: SecretString,
    /// The hash's version.
    pub version: HashVersion,
}

/// Why a hash was not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The payout user does not exist.
    #[error("there is no such payout user")]
    NoSuchUser,
    /// The version numbers are used up.
    #[error("the payout user's hash was rotated too often")]
    TooOften,
    /// The secret of this process is not the one that hashes were made with.
    #[error(transparent)]
    Secret(Unproven),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl From<Unproven> for RotateError {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Database(error) => Self::Database(error),
            unproven => Self::Secret(unproven),
        }
    }
}

/// Changes a payout user, records the event, and returns the user as it is afterwards. Returns `None` if the user does
/// not exist.
///
/// # Errors
/// If the database fails.
pub async fn update(
    conn: &mut PgConnection,
    business: BusinessId,
    id: PayoutUserId,
    change: Change,
    now: DateTime<Utc>,
) -> Result<Option<PayoutUser>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "update payout_users set
             active = coalesce($3, active),
             expires_at = case when $4 then $5 else expires_at end
         where business_id = $1 and id = $2
         returning id, email, balance, active, expires_at, hash_version, hash_secret, created_at",
        business.uuid(),
        id.uuid(),
        change.status.map(|status| status == Status::Active),
        change.expires_at.is_some(),
        change.expires_at.flatten()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(user) = row.map(PayoutUser::from) else { return Ok(None) };
    payout_user_updated(conn, business, &user, now).await?;
    Ok(Some(user))
}

/// Gives a payout user its next hash, made with the current secret, and records the event. The old hash gives no access
/// once the transaction commits.
///
/// # Errors
/// [`RotateError`]
pub async fn rotate_hash(
    conn: &mut PgConnection,
    keys: &Keyring,
    business: BusinessId,
    id: PayoutUserId,
    now: DateTime<Utc>,
) -> Result<Rotated, RotateError> {
    let user = sqlx::query!(
        "select email, hash_version from payout_users where business_id = $1 and id = $2 for no key update",
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or(RotateError::NoSuchUser)?;
    let number = user.hash_version.checked_add(1).ok_or(RotateError::TooOften)?;
    keyring::claim(conn, keys, now).await?;
    let version = HashVersion { secret: keys.current(), number };
    let hash = hash::newest(keys, number, business, &user.email);
    let row = sqlx::query_as!(
        Row,
        "update payout_users set hash_version = $3, hash_secret = $4, hash_digest = $5
         where business_id = $1 and id = $2
         returning id, email, balance, active, expires_at, hash_version, hash_secret, created_at",
        business.uuid(),
        id.uuid(),
        version.number,
        version.secret,
        &hash::digest(hash.expose_secret())[..]
    )
    .fetch_one(&mut *conn)
    .await?;
    payout_user_updated(conn, business, &row.into(), now).await?;
    Ok(Rotated { hash, version })
}
