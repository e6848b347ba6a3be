//! The server's secrets besides that of hashes: the pepper under which API keys are stored, and the secret from which
//! those of webhook endpoints are made. Each has one value, for ever, which the database knows by a fingerprint.
//!
//! A secret is claimed by its first use, in the transaction that uses it: the first key or endpoint that is made, the
//! first delivery that is signed. If two processes with different values are first at the same time, one commits; the
//! other finds its fingerprint there, and is rolled back.
//!
//! Where an operator has deleted the pepper's row, to replace it, there may be keys without a fingerprint. Then a key
//! that is good proves the pepper ([`claim_proved`]). Making a key proves nothing, and is refused while a live business
//! has keys: a mistyped command must not claim a pepper that the running processes do not have. The secrets of
//! endpoints can be proved by nothing, so their first use claims the secret as everywhere.
//!
//! The row is locked last, after all that the transaction changes.

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
    /// The secret from which those of webhook endpoints are made.
    WebhookSecret,
}

/// A secret of the server. Never printed.
#[derive(Debug, Clone)]
pub struct ServerSecret {
    name: Name,
    key: MacKey,
    proven: Proven,
}

impl Name {
    /// The name of its setting.
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
    /// One line that names it, and says what to do.
    pub fn read(name: Name, secret: &SecretString) -> Result<Self, String> {
        let key = MacKey::new(secret).map_err(|weak| format!("{} {weak}", name.setting()))?;
        Ok(Self { name, key, proven: Proven::default() })
    }

    /// Whether the database is known to have its fingerprint.
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

/// Checks that `secret` is the one that was used before, if any was.
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

/// Claims `secret` for its use in this transaction. A pepper is not claimed beside keys of live businesses that nobody
/// has proved.
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

/// Claims `secret`, which something stored has proved to be right.
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
    // Another process may have been first, with another secret. A fingerprint that is seen now proves nothing, for
    // this transaction may be rolled back.
    is_known(conn, secret).await.map(|_| ())
}

/// Whether the fingerprint of the secret is stored.
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
