//! Passwords of members, hashed with argon2id. A hash takes a core for a while and 19 MiB, so only a few run at a time,
//! on threads beside the requests.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::email::Email;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::http::refusal::{RETRY_AFTER_S, Refusal};

/// The minimum length in characters. There is no rule about which characters (NIST SP 800-63B).
pub const MIN_CHARS: usize = 12;

/// The maximum length in characters.
pub const MAX_CHARS: usize = 200;

/// How many passwords are hashed at the same time.
static HASHING: Semaphore = Semaphore::const_new(2);

/// How many may be hashed or wait for it, so that a flood of sign-ins takes no more places from other requests.
static WAITING: Semaphore = Semaphore::const_new(12);

/// The hash to compare with if there is no account, so that the response takes as long. No password matches it.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$4ENXbrVTbqvUgTAoBYZkRk7hCGCOJ5TXdCkGIUTMvNQ";

/// Why a password is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_CHARS`].
    #[error("A password must have at least 12 characters. Several words are easy to remember.")]
    TooShort,
    /// More than [`MAX_CHARS`].
    #[error("A password must have at most 200 characters.")]
    TooLong,
    /// It is the address, or a part of the address and little else.
    #[error("A password must not be made of your address, which others know.")]
    OfTheAddress,
    /// It repeats one or a few characters.
    #[error("A password must not repeat a few characters.")]
    Repetition,
}

/// Checks a password that a member chose.
///
/// # Errors
/// [`WeakPassword`].
pub fn check(password: &SecretString, email: &Email) -> Result<(), WeakPassword> {
    let text = password.expose_secret();
    let chars = text.chars().count();
    if chars < MIN_CHARS {
        return Err(WeakPassword::TooShort);
    }
    if chars > MAX_CHARS {
        return Err(WeakPassword::TooLong);
    }
    let mut rest = text.to_lowercase();
    let (local, host) = email.as_str().split_once('@').unwrap_or((email.as_str(), ""));
    for known in [email.as_str(), local, host, host.split('.').next().unwrap_or_default()] {
        if !known.is_empty() {
            rest = rest.replace(known, "");
        }
    }
    if rest.chars().count() < MIN_CHARS / 2 {
        return Err(WeakPassword::OfTheAddress);
    }
    let distinct: std::collections::HashSet<char> = rest.chars().collect();
    if distinct.len() < 5 {
        return Err(WeakPassword::Repetition);
    }
    Ok(())
}

/// Returns the PHC string of a password.
///
/// # Errors
/// A [`Refusal`] if it cannot be hashed now.
pub async fn hash(password: SecretString) -> Result<String, Refusal> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(internal)?;
    in_turn(move || {
        let hash = Argon2::default().hash_password_with_salt(&composed(&password), &salt);
        hash.map(|hash| hash.to_string()).map_err(internal)
    })
    .await?
}

/// Returns whether `password` matches `stored`, a PHC string. Without one this takes as long.
///
/// # Errors
/// A [`Refusal`] if it cannot be compared now.
pub async fn is_right(password: SecretString, stored: Option<SecretString>) -> Result<bool, Refusal> {
    in_turn(move || {
        // An empty hash means that an operator ended the password, so no password matches.
        let stored = stored.filter(|stored| !stored.expose_secret().is_empty());
        let compared = stored.as_ref().map_or(NOBODYS, |stored| stored.expose_secret());
        let same = Argon2::default().verify_password(&composed(&password), compared);
        same.is_ok() && stored.is_some()
    })
    .await
}

/// Returns the bytes to hash: normalised to NFC, because keyboards write the same letter differently, and cut to a
/// bounded length.
fn composed(password: &SecretString) -> Vec<u8> {
    password.expose_secret().nfc().take(MAX_CHARS * 2).collect::<String>().into_bytes()
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    let _place = WAITING.try_acquire().map_err(|_| Refusal::Overloaded { retry_after_s: RETRY_AFTER_S })?;
    let _turn = HASHING.acquire().await.map_err(internal)?;
    tokio::task::spawn_blocking(work).await.map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(%error, "a password could not be hashed");
    Refusal::Internal
}

#[cfg(test)]
mod tests {
    use argon2::PasswordHash;

    use super::*;

    fn checked(password: &str) -> Result<(), WeakPassword> {
        check(&password.into(), &"anna.berg@example.com".parse().unwrap())
    }

    #[test]
    fn short_repetitive_and_address_like_passwords_are_rejected() {
        assert_eq!(checked("correct horse battery"), Ok(()));
        assert_eq!(checked("short"), Err(WeakPassword::TooShort));
        assert_eq!(checked("anna.berg@example.com"), Err(WeakPassword::OfTheAddress));
        assert_eq!(checked("anna.berg2026"), Err(WeakPassword::OfTheAddress));
        assert_eq!(checked("abababababababab"), Err(WeakPassword::Repetition));
        assert_eq!(checked(&"x1y2z3".repeat(40)), Err(WeakPassword::TooLong));
    }

    #[tokio::test]
    async fn a_password_matches_in_every_unicode_form() {
        let stored = hash("Käsefuß am Morgen".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("Ka\u{308}sefuß am Morgen".into(), Some(stored.clone().into())).await.unwrap());
        assert!(!is_right("Käsefuß am Abend".into(), Some(stored.into())).await.unwrap());
        assert!(!is_right("".into(), None).await.unwrap());
        assert!(PasswordHash::new(NOBODYS).is_ok());
    }
}
