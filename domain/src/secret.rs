//! The server's own secrets, ready to sign with: HMAC-SHA256 keys that are long enough.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The shortest secret that is taken, in bytes: as long as the output of SHA-256.
pub const MIN_SECRET_BYTES: usize = 32;

/// A secret that would be guessed before the hash would be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// Fewer than [`MIN_SECRET_BYTES`] bytes.
    #[error("has fewer than 32 bytes: make one with `openssl rand -hex 32`")]
    TooShort,
    /// The same few characters over and over.
    #[error("has fewer than 8 different bytes: make one with `openssl rand -hex 32`")]
    TooPlain,
}

/// A key for HMAC-SHA256. Never printed.
#[derive(Clone)]
pub struct MacKey(Hmac<Sha256>);

impl MacKey {
    /// Prepares `secret`.
    ///
    /// # Errors
    /// [`WeakSecret`] when it is too short or too plain.
    pub fn new(secret: &SecretString) -> Result<Self, WeakSecret> {
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < MIN_SECRET_BYTES {
            return Err(WeakSecret::TooShort);
        }
        let different = bytes.iter().collect::<std::collections::BTreeSet<_>>().len();
        if different < 8 {
            return Err(WeakSecret::TooPlain);
        }
        Hmac::new_from_slice(bytes).map(Self).map_err(|_| WeakSecret::TooShort)
    }

    /// HMAC-SHA256 over `parts`, each behind its length (8 bytes, big-endian), so that no two lists read the same.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// HMAC-SHA256 over `parts` one after another: for protocols that others speak. The caller sees to it that no two
    /// messages read the same.
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
    fn weak_secrets_are_refused() {
        assert_eq!(MacKey::new(&"short".into()).err(), Some(WeakSecret::TooShort));
        assert_eq!(MacKey::new(&"a".repeat(64).into()).err(), Some(WeakSecret::TooPlain));
        assert!(MacKey::new(&"0123456789abcdef0123456789abcdef".into()).is_ok());
    }

    #[test]
    fn lengths_keep_parts_apart() {
        let key = MacKey::new(&"0123456789abcdef0123456789abcdef".into()).unwrap();
        assert_ne!(key.sign(&[b"ab", b"c"]), key.sign(&[b"a", b"bc"]));
        assert_eq!(key.sign(&[b"ab", b"c"]), key.sign(&[b"ab", b"c"]));
    }
}
