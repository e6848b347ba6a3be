//! The payout hash: the secret with which a payout user sees its money and withdraws it.
//!
//! A hash is HMAC-SHA256 under the server's secret over (version, business, normalised e-mail). So it is the same for
//! the same e-mail of a business, different for another business, and cannot be computed without the secret.
//!
//! The version belongs to the user, so a leaked hash can be replaced. The version of the server's secret that made the
//! hash is stored with it, so the secret can be replaced as well ([`crate::secrets::keyring`]). The database stores
//! only the SHA-256 of the hash.

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::ids::BusinessId;
use crate::secrets::keyring::Keyring;
use crate::secrets::secret::MacKey;

/// The version of a payout user's first hash.
pub const FIRST_VERSION: i16 = 1;

/// Identifies the current hash of a payout user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashVersion {
    /// The version of the server's secret that made the hash.
    pub secret: i16,
    /// The number of the hash among the user's hashes, from [`FIRST_VERSION`].
    pub number: i16,
}

/// This process does not have the version of the secret that made the hash, so it cannot make the hash again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash is made with version {0} of PAYOUT_HASH_SECRET, which this process does not have")]
pub struct UnknownSecret(pub i16);

/// Returns the payout hash of `email`, 64 hex digits. `email` must be normalised ([`crate::email::Email`]).
///
/// # Errors
/// [`UnknownSecret`] if `keys` do not have the version's secret.
pub fn payout_hash(
    keys: &Keyring,
    version: HashVersion,
    business: BusinessId,
    email: &str,
) -> Result<SecretString, UnknownSecret> {
    let key = keys.key(version.secret).ok_or(UnknownSecret(version.secret))?;
    Ok(hex::encode(mac(key, version.number, business, email)).into())
}

/// Returns the payout hash of `email`, made with the current secret.
pub fn newest(keys: &Keyring, number: i16, business: BusinessId, email: &str) -> SecretString {
    hex::encode(mac(keys.current_key(), number, business, email)).into()
}

/// Returns the SHA-256 of a payout hash, which is stored and looked up.
pub fn payout_hash_digest(key: &MacKey, version: i16, business: BusinessId, email: &str) -> [u8; 32] {
    let mut text = [0; 64];
    // 32 bytes are 64 digits, so this cannot fail.
    let _encoded = hex::encode_to_slice(mac(key, version, business, email), &mut text);
    Sha256::digest(text).into()
}

/// Returns the SHA-256 of a hash that a client presented.
pub fn digest(hash: &str) -> [u8; 32] {
    Sha256::digest(hash.as_bytes()).into()
}

fn mac(key: &MacKey, version: i16, business: BusinessId, email: &str) -> [u8; 32] {
    key.sign(&[&version.to_be_bytes(), business.uuid().as_bytes(), email.as_bytes()])
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_hash_is_opaque_and_depends_on_all_its_inputs() {
        let setting = "1:5b1d6c80f3a94e27d06f8c3e97b2a415,2:c47e02b9a6d18f3590ec7d24b8f1635a";
        let keys = Keyring::read(&setting.into()).unwrap();
        let business = BusinessId::from(Uuid::from_u128(1));
        let hash = |secret, number, business, email| {
            let version = HashVersion { secret, number };
            payout_hash(&keys, version, business, email).unwrap().expose_secret().to_owned()
        };
        let first = hash(1, 1, business, "user@example.com");
        assert_eq!(first.len(), 64);
        assert!(first.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
        assert_eq!(first, hash(1, 1, business, "user@example.com"));
        assert_ne!(first, hash(1, 2, business, "user@example.com"));
        assert_ne!(first, hash(1, 1, BusinessId::from(Uuid::from_u128(2)), "user@example.com"));
        assert_ne!(first, hash(1, 1, business, "user@example.org"));
        assert_ne!(first, hash(2, 1, business, "user@example.com"));
        let key = keys.key(1).unwrap();
        assert_eq!(digest(&first), payout_hash_digest(key, 1, business, "user@example.com"));
        let unknown = HashVersion { secret: 3, number: 1 };
        assert_eq!(payout_hash(&keys, unknown, business, "u@example.com").err(), Some(UnknownSecret(3)));
    }
}
