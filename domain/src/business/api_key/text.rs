//! The text of a key: generating it, deriving it again, and parsing it.

use secrecy::{ExposeSecret, SecretString};

use crate::business::Mode;
use crate::ids::BusinessId;
use crate::secrets::secret::MacKey;

const PUBLIC_ID_DIGITS: usize = 16;

const SECRET_DIGITS: usize = 64;

const CHECKSUM_DIGITS: usize = 8;

/// Makes a key for `mode` from 320 random `bits`.
pub fn generate(mode: Mode, bits: &[u8; 40]) -> SecretString {
    let body = format!("sk_{}_{}", mode.as_str(), hex::encode(bits));
    format!("{body}{:08x}", crc32fast::hash(body.as_bytes())).into()
}

/// Derives the bits of a key, so that the same request can get the same key again. It takes all three inputs: the
/// pepper, the random `seed`, which is kept for a while with the idempotency key, and the idempotency key itself, which
/// is stored nowhere.
pub fn derive(pepper: &MacKey, business: BusinessId, idempotency_key: &str, seed: &[u8; 40]) -> [u8; 40] {
    let mut bits = [0; 40];
    for (part, chunk) in (0_u8..).zip(bits.chunks_mut(32)) {
        let mac =
            pepper.sign(&[b"api key", business.uuid().as_bytes(), idempotency_key.as_bytes(), seed, &[part]]);
        chunk.copy_from_slice(&mac[..chunk.len()]);
    }
    bits
}

/// Returns 320 random bits from the operating system.
///
/// # Errors
/// If the operating system cannot provide them.
pub fn random() -> Result<[u8; 40], getrandom::Error> {
    let mut bytes = [0; 40];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Returns the digest under which a key is stored and cached.
pub fn digest(pepper: &MacKey, key: &SecretString) -> [u8; 32] {
    pepper.sign(&[key.expose_secret().as_bytes()])
}

pub(super) struct Shown<'a> {
    pub(super) public_id: &'a str,
    pub(super) well_formed: bool,
}

/// Returns the public id of a key, or `None` if the text is not a key.
pub fn public_id(key: &SecretString) -> Option<&str> {
    let shown = read(key.expose_secret());
    shown.well_formed.then_some(shown.public_id)
}

/// Reads the public id from a text that a client presented. For a text that is not a key it returns an id that no key
/// has.
pub(super) fn read(key: &str) -> Shown<'_> {
    const NOBODY: Shown<'static> = Shown { public_id: "----------------", well_formed: false };
    let Some(body) = key.strip_prefix("sk_live_").or_else(|| key.strip_prefix("sk_test_")) else {
        return NOBODY;
    };
    if body.len() != PUBLIC_ID_DIGITS + SECRET_DIGITS + CHECKSUM_DIGITS
        || !body.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return NOBODY;
    }
    let (checked, checksum) = key.split_at(key.len() - CHECKSUM_DIGITS);
    let well_formed = format!("{:08x}", crc32fast::hash(checked.as_bytes())) == checksum;
    Shown { public_id: &body[..PUBLIC_ID_DIGITS], well_formed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_derived_from_all_its_inputs() {
        let pepper = |text: &str| MacKey::new(&text.into()).unwrap();
        let (one, two) =
            (pepper("5b1d6c80f3a94e27d06f8c3e97b2a415"), pepper("c47e02b9a6d18f3590ec7d24b8f1635a"));
        let business = |n| BusinessId::from(uuid::Uuid::from_u128(n));
        let bits = derive(&one, business(1), "order-1", &[7; 40]);
        assert_eq!(bits, derive(&one, business(1), "order-1", &[7; 40]));
        assert_ne!(bits[..8], bits[32..], "the two parts differ");
        for other in [
            derive(&two, business(1), "order-1", &[7; 40]),
            derive(&one, business(2), "order-1", &[7; 40]),
            derive(&one, business(1), "order-2", &[7; 40]),
            derive(&one, business(1), "order-1", &[8; 40]),
        ] {
            assert_ne!(bits, other);
        }
    }

    #[test]
    fn a_key_contains_its_mode_public_id_and_checksum() {
        let key = generate(Mode::Test, &[0xab; 40]);
        let text = key.expose_secret();
        assert!(text.starts_with("sk_test_abababababababab"));
        assert!(read(text).well_formed);
        assert_eq!(read(text).public_id, "abababababababab");
        let mut mistyped = text.to_owned();
        mistyped.replace_range(20..21, "c");
        assert!(!read(&mistyped).well_formed);
        for wrong in ["", "pk_test_abababababababab", "sk_test_", "Bearer x", "sk_live_é"] {
            assert!(!read(wrong).well_formed);
        }
    }
}
