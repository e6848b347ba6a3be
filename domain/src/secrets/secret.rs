//! The server's own secrets, as keys for HMAC-SHA256 that cannot be guessed.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::secrets::strength;

/// The shortest secret that is accepted, in bytes. It is the output length of SHA-256.
pub const MIN_SECRET_BYTES: usize = 32;

/// Why a secret is too weak: guessing it would be easier than breaking the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// The secret has fewer than [`MIN_SECRET_BYTES`] bytes.
    #[error("has fewer than 32 bytes: make one with `openssl rand -hex 32`")]
    TooShort,
    /// Fewer than [`strength::MIN_UNPREDICTABLE_CHARS`] of its characters are random.
    #[error(
        "can be guessed, because most of it is a known word, a row of keys or a repetition: make one with `openssl \
         rand -hex 32`"
    )]
    Guessable,
}

/// Checks that a secret is as strong as every secret must be.
///
/// # Errors
/// [`WeakSecret`]
pub fn check(secret: &SecretString) -> Result<(), WeakSecret> {
    let bytes = secret.expose_secret().as_bytes();
    if bytes.len() < MIN_SECRET_BYTES {
        return Err(WeakSecret::TooShort);
    }
    if strength::unpredictable_chars(bytes) < strength::MIN_UNPREDICTABLE_CHARS {
        return Err(WeakSecret::Guessable);
    }
    Ok(())
}

/// A key for HMAC-SHA256. Debug output does not show it.
#[derive(Clone)]
pub struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// Makes the key from `secret`.
    ///
    /// # Errors
    /// [`WeakSecret`]
    pub fn new(secret: &SecretString) -> Result<Self, WeakSecret> {
        check(secret)?;
        Self::for_checks_only(secret)
    }

    /// Makes the key from a `secret` that was replaced, or from a placeholder. Nothing that this key signs is given
    /// out.
    ///
    /// # Errors
    /// [`WeakSecret::TooShort`]
    pub fn for_checks_only(secret: &SecretString) -> Result<Self, WeakSecret> {
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < MIN_SECRET_BYTES {
            return Err(WeakSecret::TooShort);
        }
        Hmac::new_from_slice(bytes).map(Self).map_err(|_| WeakSecret::TooShort)
    }

    /// Returns HMAC-SHA256 over `parts`. Each part follows its length (8 bytes, big-endian), so that two different
    /// lists of parts never get the same signature.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns HMAC-SHA256 over the concatenated `parts`, for protocols of other parties. The caller must make sure
    /// that two different messages never concatenate to the same bytes.
    pub fn sign_plain(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_secrets_are_rejected() {
        assert_eq!(MacKey::new(&"short".into()).err(), Some(WeakSecret::TooShort));
        assert_eq!(MacKey::new(&"a".repeat(64).into()).err(), Some(WeakSecret::Guessable));
        let placeholder = "changeme_changeme_changeme_changeme".into();
        assert_eq!(MacKey::new(&placeholder).err(), Some(WeakSecret::Guessable));
        assert!(MacKey::for_checks_only(&placeholder).is_ok());
        assert!(MacKey::new(&"5b1d6c80f3a94e27d06f8c3e97b2a415".into()).is_ok());
    }

    #[test]
    fn a_signature_depends_on_where_each_part_ends() {
        let key = MacKey::new(&"5b1d6c80f3a94e27d06f8c3e97b2a415".into()).unwrap();
        assert_ne!(key.sign(&[b"ab", b"c"]), key.sign(&[b"a", b"bc"]));
        assert_eq!(key.sign(&[b"ab", b"c"]), key.sign(&[b"ab", b"c"]));
    }
}
