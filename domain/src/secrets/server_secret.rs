//! The server's secrets other than the hash secret: the pepper under which API keys are stored, and the secret from
//! which the secrets of webhook endpoints are derived. Each has one value for ever, which the database knows by its
//! fingerprint.
//!
//! A secret is claimed by the transaction that first uses it: the one that makes the first key or endpoint, or signs
//! the first delivery. If two processes with different values are first at the same time, one commits. The other finds
//! the first one's fingerprint and is rolled back.
//!
//! If an operator has deleted the pepper's row in order to replace the pepper, there may be keys without a fingerprint.
//! Then a valid key proves the pepper ([`claim_proved`]). Making a key proves nothing, and is rejected while a live
//! business has keys: a mistyped command must not claim a pepper that the running processes do not have. Nothing can
//! prove the secret of endpoints, so its first use always claims it.
//!
//! The row is locked last, after everything that the transaction changes.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use sqlx::PgConnection;
use subtle::ConstantTimeEq;

use crate::secrets::secret::MacKey;
use crate::secrets::unproven::{Proven, Unproven, fingerprint};

/// The name of a server secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The secret under which API keys are stored.
    KeyPepper,
    /// The secret from which the secrets of webhook endpoints are derived.
    WebhookSecret,
}

/// A secret of the server. Debug output does not show it.
#[derive(Debug, Clone)]
pub struct ServerSecret {
    name: Name,
    key: MacKey,
    proven: Proven,
}

impl Name {
    /// Returns the name of the secret's setting.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::KeyPepper => "PAYOUT_KEY_PEPPER",
            Self::WebhookSecret => "PAYOUT_WEBHOOK_SECRET",
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::KeyPepper => "key_pepper",
            Self::WebhookSecret => "webhook_secret",
        }
    }

    const fn another(self) -> Unproven {
        match self {
            Self::KeyPepper => Unproven::AnotherPepper,
            Self::WebhookSecret => Unproven::AnotherWebhookSecret,
        }
    }
}

impl ServerSecret {
    /// Reads the secret from its setting's value.
    ///
    /// # Errors
    /// One line that names the setting and says what to do.
    pub fn read(name: Name, secret: &SecretString) -> Result<Self, String> {
        let key = MacKey::new(secret).map_err(|weak| format!("{} {weak}", name.setting()))?;
        Ok(Self { name, key, proven: Proven::default() })
    }

    /// Returns whether the database is known to have the secret's fingerprint.
    pub fn is_proven(&self) -> bool {
        self.proven.get()
    }
}

impl Deref for ServerSecret {
    type Target = MacKey;

    fn deref(&self) -> &MacKey {
        &self.key
    }
}

/// Checks that `secret` is the one that was used before, if one was.
///
/// # Errors
/// [`Unproven`]
pub async fn compare(conn: &mut PgConnection, secret: &ServerSecret) -> Result<(), Unproven> {
    if secret.is_proven() {
        return Ok(());
    }
    if is_known(conn, secret).await? {
        secret.proven.set();
    }
    Ok(())
}

/// Claims `secret` for its use in this transaction. A pepper is not claimed while live businesses have keys that
/// nothing has proved.
///
/// # Errors
/// [`Unproven`]; the transaction must then be rolled back.
pub async fn claim(
    conn: &mut PgConnection,
    secret: &ServerSecret,
    now: DateTime<Utc>,
) -> Result<(), Unproven> {
    if secret.is_proven() || is_known(conn, secret).await? {
        return Ok(());
    }
    if secret.name == Name::KeyPepper && live_business_has_keys(conn, now).await? {
        return Err(Unproven::KeysFromBefore);
    }
    claim_proved(conn, secret, now).await
}

/// Claims `secret`, after something stored has proved it to be right.
///
/// # Errors
/// [`Unproven`]; the transaction must then be rolled back.
pub async fn claim_proved(
    conn: &mut PgConnection,
    secret: &ServerSecret,
    now: DateTime<Utc>,
) -> Result<(), Unproven> {
    if secret.is_proven() {
        return Ok(());
    }
    sqlx::query!(
        "insert into server_secrets (name, fingerprint, claimed_at) values ($1, $2, $3) on conflict do nothing",
        secret.name.as_str(),
        &fingerprint(secret)[..],
        now
    )
    .execute(&mut *conn)
    .await?;
    // Another process may have been first, with a different secret. A fingerprint that this transaction sees proves
    // nothing yet, because the transaction may be rolled back.
    is_known(conn, secret).await.map(|_| ())
}

/// Returns whether the fingerprint of the secret is stored.
async fn is_known(conn: &mut PgConnection, secret: &ServerSecret) -> Result<bool, Unproven> {
    let known =
        sqlx::query_scalar!("select fingerprint from server_secrets where name = $1", secret.name.as_str())
            .fetch_optional(conn)
            .await?;
    match known {
        None => Ok(false),
        Some(known) if bool::from(fingerprint(secret).ct_eq(&known)) => Ok(true),
        Some(_) => Err(secret.name.another()),
    }
}

async fn live_business_has_keys(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from businesses b join api_keys k on k.business_id = b.id
               where b.mode = 'live' and k.revoked_at is null and (k.expires_at is null or k.expires_at > $1)
           ) as "has!""#,
        now
    )
    .fetch_one(conn)
    .await
}
