//! The server's secrets that payout hashes are made with, by version, so that one can be replaced without changing the
//! hashes that were given out.
//!
//! The setting is one secret (version 1), or several, the one that makes new hashes first: `2:secret,1:secret`. A secret
//! is replaced in two steps: every process is told both (`1:…,2:…`), and then, when all know it, to use the new one
//! (`2:…,1:…`). A version that has made hashes is recorded with a fingerprint when a process first starts with it, and a
//! process that does not know it as it was does not start: its answers would be hashes that open nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgConnection, PgPool};
use subtle::ConstantTimeEq;

use crate::clock::Clock;
use crate::pace::Pace;
use crate::secret::{MacKey, WeakSecret};

/// The version of a secret that is given without one, and of every hash made before there were versions.
pub const FIRST_SECRET: i16 = 1;

/// How long to wait before asking a database that was away again.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How long the database may take to say.
const ASKED_WITHIN: Duration = Duration::from_secs(5);

/// What a secret's fingerprint is the HMAC of: no hash has one part.
const FINGERPRINT_OF: &[u8] = b"payout: which secret is this?";

/// Secrets by version; there is at least one. Never printed.
#[derive(Clone, Debug)]
pub struct Keyring {
    current: i16,
    current_key: MacKey,
    keys: BTreeMap<i16, MacKey>,
}

/// A setting that is no keyring. The text goes behind the setting's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// One secret is too weak.
    #[error("{0}")]
    Weak(WeakSecret),
    /// One of several is.
    #[error("{version}: {weak}")]
    WeakVersion {
        /// Which.
        version: i16,
        /// Why.
        weak: WeakSecret,
    },
    /// A part between commas is not `version:secret`.
    #[error("has a part that is not VERSION:SECRET, with a version from 1 to 32767")]
    NotVersioned,
    /// A version is there twice.
    #[error("has version {0} twice")]
    Repeated(i16),
}

/// Why a process may not work with its keyring.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// Hashes were made with a version that the keyring does not have.
    #[error(
        "hashes were made with version {0} of PAYOUT_HASH_SECRET, which is not among those given: add it (`NEW:…,{0}:…`)"
    )]
    Missing(i16),
    /// The keyring has another secret under a version that hashes were made with.
    #[error(
        "version {0} of PAYOUT_HASH_SECRET is not the secret that hashes were made with: every payout user would be locked out; give that one, and a new one as another version"
    )]
    Changed(i16),
    /// It cannot be said yet.
    #[error("the database cannot say which secrets hashes were made with")]
    Database(#[from] sqlx::Error),
}

impl Keyring {
    /// Reads the setting: a secret alone, or `version:secret` parts with commas between them, the one in use first.
    ///
    /// # Errors
    /// [`InvalidKeyring`]
    pub fn read(setting: &SecretString) -> Result<Self, InvalidKeyring> {
        let text = setting.expose_secret();
        if versioned(text).is_none() {
            let key = MacKey::new(setting).map_err(InvalidKeyring::Weak)?;
            let keys = BTreeMap::from([(FIRST_SECRET, key.clone())]);
            return Ok(Self { current: FIRST_SECRET, current_key: key, keys });
        }
        let mut current = None;
        let mut keys = BTreeMap::new();
        for part in text.split(',') {
            let (version, secret) = versioned(part).ok_or(InvalidKeyring::NotVersioned)?;
            let version: i16 = version.parse().map_err(|_| InvalidKeyring::NotVersioned)?;
            if version < FIRST_SECRET {
                return Err(InvalidKeyring::NotVersioned);
            }
            let key =
                MacKey::new(&secret.into()).map_err(|weak| InvalidKeyring::WeakVersion { version, weak })?;
            if keys.insert(version, key.clone()).is_some() {
                return Err(InvalidKeyring::Repeated(version));
            }
            current.get_or_insert((version, key));
        }
        let (current, current_key) = current.ok_or(InvalidKeyring::NotVersioned)?;
        Ok(Self { current, current_key, keys })
    }

    /// The version that makes new hashes.
    pub fn current(&self) -> i16 {
        self.current
    }

    /// The secret of that version.
    pub fn current_key(&self) -> &MacKey {
        &self.current_key
    }

    /// The secret of a version.
    pub fn key(&self, version: i16) -> Option<&MacKey> {
        self.keys.get(&version)
    }
}

/// `version:secret`, when `text` begins with digits and a colon. No secret that `openssl rand` prints does.
fn versioned(text: &str) -> Option<(&str, &str)> {
    let (version, secret) = text.trim().split_once(':')?;
    (!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())).then_some((version, secret))
}

/// Looks whether `keys` has every secret that hashes were made with, and records the one that makes new ones.
///
/// # Errors
/// [`Unproven`]; only [`Unproven::Database`] may pass by itself.
pub async fn prove(conn: &mut PgConnection, keys: &Keyring, now: DateTime<Utc>) -> Result<(), Unproven> {
    compare(conn, keys).await?;
    sqlx::query!(
        "insert into hash_secrets (version, fingerprint, recorded_at) values ($1, $2, $3) on conflict do nothing",
        keys.current,
        &fingerprint(&keys.current_key)[..],
        now
    )
    .execute(&mut *conn)
    .await?;
    // Another process may have been first, with another secret.
    compare(conn, keys).await
}

/// [`prove`], on a connection of its own, asked again until the database can say.
///
/// # Errors
/// [`Unproven`], but never [`Unproven::Database`].
pub async fn proven(pool: PgPool, keys: Keyring, clock: Clock) -> Result<(), Unproven> {
    let pace = Pace::new();
    loop {
        match ask(&pool, &keys, clock.now()).await {
            Err(Unproven::Database(error)) => {
                if let Some(more) = pace.due() {
                    tracing::warn!(%error, more, "cannot yet say whether PAYOUT_HASH_SECRET is what hashes were made with");
                }
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
            known => return known,
        }
    }
}

/// A connection that failed, or is silent, is closed: it would keep its place in the pool.
async fn ask(pool: &PgPool, keys: &Keyring, now: DateTime<Utc>) -> Result<(), Unproven> {
    let mut conn = pool.acquire().await?;
    let asked = tokio::time::timeout(ASKED_WITHIN, prove(&mut conn, keys, now)).await;
    let asked = asked.unwrap_or(Err(Unproven::Database(sqlx::Error::PoolTimedOut)));
    if let Err(Unproven::Database(_)) = asked {
        conn.close_on_drop();
    }
    asked
}

async fn compare(conn: &mut PgConnection, keys: &Keyring) -> Result<(), Unproven> {
    let recorded = sqlx::query!("select version, fingerprint from hash_secrets order by version")
        .fetch_all(conn)
        .await?;
    for row in recorded {
        let own = keys.key(row.version).map(fingerprint).ok_or(Unproven::Missing(row.version))?;
        if !bool::from(own.ct_eq(&row.fingerprint)) {
            return Err(Unproven::Changed(row.version));
        }
    }
    Ok(())
}

fn fingerprint(key: &MacKey) -> [u8; 32] {
    key.sign(&[FINGERPRINT_OF])
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0123456789abcdef0123456789abcdef";
    const B: &str = "fedcba9876543210fedcba9876543210";

    fn read(setting: &str) -> Result<Keyring, InvalidKeyring> {
        Keyring::read(&setting.into())
    }

    #[test]
    fn one_secret_is_version_1() {
        // A colon or a comma in it does not make it two.
        for secret in [A, "a secret, with: punctuation, 0123456789", ":0123456789abcdef0123456789abcdef"] {
            let keys = read(secret).unwrap();
            assert_eq!(keys.current(), 1, "{secret}");
            let alone = MacKey::new(&secret.into()).unwrap();
            assert_eq!(keys.key(1).unwrap().sign(&[b"x"]), alone.sign(&[b"x"]));
        }
    }

    #[test]
    fn of_several_the_first_is_in_use() {
        let keys = read(&format!("2:{B}, 1:{A}")).unwrap();
        assert_eq!(keys.current(), 2);
        assert_eq!(fingerprint(keys.key(1).unwrap()), fingerprint(read(A).unwrap().key(1).unwrap()));
        assert_eq!(fingerprint(keys.key(2).unwrap()), fingerprint(read(B).unwrap().key(1).unwrap()));
        assert!(keys.key(3).is_none());
        assert_eq!(read(&format!("1:{A},2:{B}")).unwrap().current(), 1);
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(read("short").err(), Some(InvalidKeyring::Weak(WeakSecret::TooShort)));
        let weak = InvalidKeyring::WeakVersion { version: 2, weak: WeakSecret::TooShort };
        assert_eq!(read(&format!("1:{A},2:b")).err(), Some(weak));
        assert_eq!(read(&format!("1:{A},1:{B}")).err(), Some(InvalidKeyring::Repeated(1)));
        for wrong in [format!("1:{A},{B}"), format!("1:{A},"), format!("0:{A}"), format!("32768:{A}")] {
            assert_eq!(read(&wrong).err(), Some(InvalidKeyring::NotVersioned), "{wrong}");
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let printed = format!("{:?}", read(&format!("1:{A}")).unwrap());
        assert!(!printed.contains(A), "{printed}");
    }
}
