//! The server's secrets for making payout hashes, by version. With versions a secret can be replaced without changing
//! the hashes that payout users already have.
//!
//! The setting is one secret (version 1), or several with the current one first: `2:secret,1:secret`. The current
//! secret makes new hashes. An operator replaces a secret in two steps. First every process gets both secrets
//! (`1:…,2:…`). When all processes have them, the new secret becomes the current one (`2:…,1:…`).
//!
//! The transaction that makes the first hash with a version claims the version with a fingerprint. A process that has a
//! different secret under that version does not start, and a running one ends, because its hashes would give no access.
//! If two processes with different secrets make the first hash at the same time, the row's primary key lets one commit.
//! The other finds the fingerprint of the first and is rolled back. A process checks each hash that it makes or shows
//! until it has seen its version claimed, and then stops checking.
//!
//! The row is locked last, after the payout users whose hashes the transaction makes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;

use crate::ids::BusinessId;
use crate::secrets::secret::{MacKey, WeakSecret};
use crate::secrets::unproven::{Proven, Unproven, fingerprint};

/// The version of a secret that is given without a version, and of every hash made before versions existed.
pub const FIRST_SECRET: i16 = 1;

/// Secrets by version, at least one. Debug output shows none of them.
#[derive(Clone, Debug)]
pub struct Keyring {
    current: i16,
    current_key: MacKey,
    keys: BTreeMap<i16, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    key: MacKey,
    proven: Proven,
}

/// Why a setting is not a valid keyring. The text follows the setting's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// The only secret is too weak.
    #[error("{0}")]
    Weak(WeakSecret),
    /// One of several secrets is too weak.
    #[error("{version}: {weak}")]
    WeakVersion {
        /// The version of the secret.
        version: i16,
        /// Why it is too weak.
        weak: WeakSecret,
    },
    /// A part between commas is not `version:secret`.
    #[error("has a part that is not VERSION:SECRET, with a version from 1 to 32767")]
    NotVersioned,
    /// A version is given twice.
    #[error("has version {0} twice")]
    Repeated(i16),
}

impl Keyring {
    /// Parses the setting: a single secret, or comma-separated `version:secret` parts with the current one first.
    ///
    /// # Errors
    /// [`InvalidKeyring`]
    pub fn read(setting: &SecretString) -> Result<Self, InvalidKeyring> {
        let text = setting.expose_secret();
        if versioned(text).is_none() {
            let key = MacKey::new(setting).map_err(InvalidKeyring::Weak)?;
            return Ok(Self::of(FIRST_SECRET, BTreeMap::from([(FIRST_SECRET, key.clone())]), key));
        }
        let mut current = None;
        let mut keys = BTreeMap::new();
        for part in text.split(',') {
            let (version, secret) = versioned(part).ok_or(InvalidKeyring::NotVersioned)?;
            let version: i16 = version.parse().map_err(|_| InvalidKeyring::NotVersioned)?;
            if version < FIRST_SECRET {
                return Err(InvalidKeyring::NotVersioned);
            }
            // A replaced secret may be weak: the hashes that it made stay valid.
            let replaced = current.as_ref().is_some_and(|(in_use, _)| version < *in_use);
            let key =
                if replaced { MacKey::for_checks_only(&secret.into()) } else { MacKey::new(&secret.into()) };
            let key = key.map_err(|weak| InvalidKeyring::WeakVersion { version, weak })?;
            if keys.insert(version, key.clone()).is_some() {
                return Err(InvalidKeyring::Repeated(version));
            }
            current.get_or_insert((version, key));
        }
        let (current, current_key) = current.ok_or(InvalidKeyring::NotVersioned)?;
        Ok(Self::of(current, keys, current_key))
    }

    fn of(current: i16, keys: BTreeMap<i16, MacKey>, current_key: MacKey) -> Self {
        let known = |(version, key)| (version, Known { key, proven: Proven::default() });
        Self { current, current_key, keys: keys.into_iter().map(known).collect() }
    }

    /// Returns the version that makes new hashes.
    pub fn current(&self) -> i16 {
        self.current
    }

    /// Returns the secret that makes new hashes.
    pub fn current_key(&self) -> &MacKey {
        &self.current_key
    }

    /// Returns the secret of a version.
    pub fn key(&self, version: i16) -> Option<&MacKey> {
        self.keys.get(&version).map(|known| &known.key)
    }

    /// Returns the secrets of all versions.
    pub fn all(&self) -> impl Iterator<Item = &MacKey> {
        self.keys.values().map(|known| &known.key)
    }

    /// Returns whether the database must confirm the secret ([`check`]) before a hash of that version is shown.
    pub fn is_unproven(&self, version: i16) -> bool {
        self.keys.get(&version).is_some_and(|known| !known.proven.get())
    }

    /// Returns whether the database is known to have the fingerprint of the current version.
    pub fn is_current_proven(&self) -> bool {
        !self.is_unproven(self.current)
    }

    /// Records that a transaction committed in which [`claim_made`] found or claimed the version.
    pub fn mark_current_proven(&self) {
        if let Some(known) = self.keys.get(&self.current) {
            known.proven.set();
        }
    }

    /// Returns whether the database is known to have the fingerprints of all versions.
    pub(crate) fn is_proven(&self) -> bool {
        self.keys.values().all(|known| known.proven.get())
    }
}

/// Splits `version:secret`, if `text` begins with digits and a colon. A secret from `openssl rand` never does.
fn versioned(text: &str) -> Option<(&str, &str)> {
    let (version, secret) = text.trim().split_once(':')?;
    (!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())).then_some((version, secret))
}

/// Compares `keys` with the versions that hashes were made with. Returns the first such version that `keys` does not
/// have. Call it outside a transaction: it treats what it finds as committed.
///
/// # Errors
/// [`Unproven`]
pub(crate) async fn compare(conn: &mut PgConnection, keys: &Keyring) -> Result<Option<i16>, Unproven> {
    let recorded = sqlx::query!("select version, fingerprint from hash_secrets order by version")
        .fetch_all(conn)
        .await?;
    let mut missing = None;
    for row in recorded {
        match keys.keys.get(&row.version) {
            None => missing = missing.or(Some(row.version)),
            Some(known) if is_of(&known.key, &row.fingerprint) => known.proven.set(),
            Some(_) => return Err(Unproven::Changed(row.version)),
        }
    }
    Ok(missing)
}

/// Checks, before a hash of `version` is shown, that `keys` make the same hash as before. A version that `keys` does
/// not have is rejected by [`crate::secrets::hash::payout_hash`] instead.
///
/// # Errors
/// [`Unproven`]
pub async fn check(conn: &mut PgConnection, keys: &Keyring, version: i16) -> Result<(), Unproven> {
    match keys.keys.get(&version) {
        Some(known) if !known.proven.get() => {
            if is_known(conn, &known.key, version).await? {
                known.proven.set();
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Claims the current version, for a hash that this transaction makes.
///
/// # Errors
/// [`Unproven`]; the transaction must then be rolled back.
pub async fn claim(conn: &mut PgConnection, keys: &Keyring, now: DateTime<Utc>) -> Result<(), Unproven> {
    if keys.is_current_proven() {
        return Ok(());
    }
    sqlx::query!(
        "insert into hash_secrets (version, fingerprint, recorded_at) values ($1, $2, $3) on conflict do nothing",
        keys.current,
        &fingerprint(&keys.current_key)[..],
        now
    )
    .execute(&mut *conn)
    .await?;
    // Another process may have been first, with a different secret.
    is_known(conn, &keys.current_key, keys.current).await.map(|_| ())
}

/// Claims the current version, if any of `emails` has a hash that was made with it. Returns whether the version is
/// claimed now. If so, it is proven once the transaction commits ([`Keyring::mark_current_proven`]).
///
/// # Errors
/// [`Unproven`]; the transaction must then be rolled back.
pub async fn claim_made(
    conn: &mut PgConnection,
    keys: &Keyring,
    business: BusinessId,
    emails: &[&str],
    now: DateTime<Utc>,
) -> Result<bool, Unproven> {
    sqlx::query!(
        "insert into hash_secrets (version, fingerprint, recorded_at)
         select $1, $2, $3
         where exists (select from unnest($5::text[]) as paid (email)
                       cross join lateral (select hash_secret from payout_users
                                           where business_id = $4 and email = paid.email offset 0) u
                       where u.hash_secret = $1)
         on conflict do nothing",
        keys.current,
        &fingerprint(&keys.current_key)[..],
        now,
        business.uuid(),
        emails as _
    )
    .execute(&mut *conn)
    .await?;
    is_known(conn, &keys.current_key, keys.current).await
}

/// Returns whether the fingerprint of the version is stored.
async fn is_known(conn: &mut PgConnection, key: &MacKey, version: i16) -> Result<bool, Unproven> {
    let known = sqlx::query_scalar!("select fingerprint from hash_secrets where version = $1", version)
        .fetch_optional(conn)
        .await?;
    match known {
        None => Ok(false),
        Some(known) if is_of(key, &known) => Ok(true),
        Some(_) => Err(Unproven::Changed(version)),
    }
}

fn is_of(key: &MacKey, known: &[u8]) -> bool {
    fingerprint(key).ct_eq(known).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "5b1d6c80f3a94e27d06f8c3e97b2a415";
    const B: &str = "c47e02b9a6d18f3590ec7d24b8f1635a";

    fn read(setting: &str) -> Result<Keyring, InvalidKeyring> {
        Keyring::read(&setting.into())
    }

    #[test]
    fn a_single_secret_is_version_1() {
        // A colon or a comma in a secret does not split it.
        for secret in [A, "a b1d6c80, with: f3a94e27d06f, 8c3e97b2", ":5b1d6c80f3a94e27d06f8c3e97b2a415"] {
            let keys = read(secret).unwrap();
            assert_eq!(keys.current(), 1, "{secret}");
            let alone = MacKey::new(&secret.into()).unwrap();
            assert_eq!(keys.key(1).unwrap().sign(&[b"x"]), alone.sign(&[b"x"]));
        }
    }

    #[test]
    fn the_first_of_several_secrets_is_the_current_one() {
        let keys = read(&format!("2:{B}, 1:{A}")).unwrap();
        assert_eq!(keys.current(), 2);
        assert_eq!(fingerprint(keys.key(1).unwrap()), fingerprint(read(A).unwrap().key(1).unwrap()));
        assert_eq!(fingerprint(keys.key(2).unwrap()), fingerprint(read(B).unwrap().key(1).unwrap()));
        assert!(keys.key(3).is_none());
        assert_eq!(read(&format!("1:{A},2:{B}")).unwrap().current(), 1);
    }

    #[test]
    fn a_weak_secret_is_accepted_only_if_a_newer_one_is_in_use() {
        let weak = "changeme_changeme_changeme_changeme";
        let guessable = WeakSecret::Guessable;
        assert_eq!(read(weak).err(), Some(InvalidKeyring::Weak(guessable)));
        assert!(read(&format!("2:{B},1:{weak}")).is_ok());
        for (setting, version) in [(format!("1:{weak},2:{B}"), 1), (format!("1:{A},2:{weak}"), 2)] {
            let refused = InvalidKeyring::WeakVersion { version, weak: guessable };
            assert_eq!(read(&setting).err(), Some(refused), "{setting}");
        }
    }

    #[test]
    fn invalid_settings_are_rejected() {
        assert_eq!(read("short").err(), Some(InvalidKeyring::Weak(WeakSecret::TooShort)));
        let weak = InvalidKeyring::WeakVersion { version: 2, weak: WeakSecret::TooShort };
        assert_eq!(read(&format!("1:{A},2:b")).err(), Some(weak));
        assert_eq!(read(&format!("1:{A},1:{B}")).err(), Some(InvalidKeyring::Repeated(1)));
        for wrong in [format!("1:{A},{B}"), format!("1:{A},"), format!("0:{A}"), format!("32768:{A}")] {
            assert_eq!(read(&wrong).err(), Some(InvalidKeyring::NotVersioned), "{wrong}");
        }
    }

    #[test]
    fn debug_output_contains_no_secret() {
        let printed = format!("{:?}", read(&format!("1:{A}")).unwrap());
        assert!(!printed.contains(A), "{printed}");
    }
}
