//! The payout hash: what a payout user shows to see the money and take it out.
//!
//! HMAC-SHA256 of the server's secret over (version, business, normalised e-mail): the same for the same e-mail of a
//! business, different for another business, and not computable without the secret. The version is the user's, so
//! that a leaked hash can be replaced. The database holds its SHA-256 only.

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::ids::BusinessId;
use crate::secret::MacKey;

/// The version of a payout user's first hash.
pub const FIRST_VERSION: i16 = 1;

/// The payout hash of `email`, 64 hex digits. `email` is normalised ([`crate::email::Email`]).
pub fn payout_hash(key: &MacKey, version: i16, business: BusinessId, email: &str) -> SecretString {
    hex::encode(mac(key, version, business, email)).into()
}

/// The SHA-256 of the payout hash: what is stored and looked up.
pub fn payout_hash_digest(key: &MacKey, version: i16, business: BusinessId, email: &str) -> [u8; 32] {
    let mut text = [0; 64];
    // 32 bytes are 64 digits: it cannot fail.
    let _encoded = hex::encode_to_slice(mac(key, version, business, email), &mut text);
    Sha256::digest(text).into()
}

/// The SHA-256 of a hash that a client showed.
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
    fn a_hash_is_opaque_and_of_its_business_version_and_secret() {
        let key = MacKey::new(&"0123456789abcdef0123456789abcdef".into()).unwrap();
        let other_key = MacKey::new(&"0123456789abcdef0123456789abcdeg".into()).unwrap();
        let business = BusinessId::from(Uuid::from_u128(1));
        let hash = |key, version, business, email| {
            payout_hash(key, version, business, email).expose_secret().to_owned()
        };
        let first = hash(&key, 1, business, "user@example.com");
        assert_eq!(first.len(), 64);
        assert!(first.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
        assert_eq!(first, hash(&key, 1, business, "user@example.com"));
        assert_ne!(first, hash(&key, 2, business, "user@example.com"));
        assert_ne!(first, hash(&key, 1, BusinessId::from(Uuid::from_u128(2)), "user@example.com"));
        assert_ne!(first, hash(&key, 1, business, "user@example.org"));
        assert_ne!(first, hash(&other_key, 1, business, "user@example.com"));
        assert_eq!(digest(&first), payout_hash_digest(&key, 1, business, "user@example.com"));
    }
}
