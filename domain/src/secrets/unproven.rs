//! The fingerprint of a secret, and why a process must not work with a secret that it has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::secrets::secret::MacKey;

/// The text whose HMAC is the fingerprint of a secret. No other signed list has a single part.
const FINGERPRINT_OF: &[u8] = b"payout: which secret is this?";

/// Why a process must not work with its secrets. Each text names the setting, the consequence, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// Hashes were made with a version that the keyring does not have.
    #[error(
        "hashes were made with version {0} of PAYOUT_HASH_SECRET, which is missing: add it (`NEW:…,{0}:…`)"
    )]
    Missing(i16),
    /// The keyring has a different secret under a version that hashes were made with.
    #[error(
        "version {0} of PAYOUT_HASH_SECRET is not the secret that hashes were made with, so every payout user would be \
         locked out: set the original secret, and a new one as another version"
    )]
    Changed(i16),
    /// Keys were stored under a different pepper.
    #[error(
        "PAYOUT_KEY_PEPPER is not the secret that API keys are stored under, so every key would get 401, and a new key \
         would be useless: set the original secret (docs/operate.md describes how to replace a lost one)"
    )]
    AnotherPepper,
    /// The secrets of endpoints were derived from a different secret.
    #[error(
        "PAYOUT_WEBHOOK_SECRET is not the one that the secrets of webhook endpoints are made with, so receivers would \
         reject every webhook: set the original secret (docs/operate.md describes how to replace it)"
    )]
    AnotherWebhookSecret,
    /// There are keys without a fingerprint of their pepper, and no client has used one of them since.
    #[error(
        "live businesses have API keys from before their pepper was recorded, so PAYOUT_KEY_PEPPER cannot be checked \
         against them: call the API once with one of these keys (`GET /balance`), or revoke those that are lost, and \
         then create the new key"
    )]
    KeysFromBefore,
    /// The database cannot tell yet.
    #[error("the database cannot tell which secrets were used")]
    Database(#[from] sqlx::Error),
}

/// Whether the database is known to have a committed fingerprint of the secret. Clones share the value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proven(Arc<AtomicBool>);

impl Proven {
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Returns the fingerprint of a secret.
pub(crate) fn fingerprint(key: &MacKey) -> [u8; 32] {
    key.sign(&[FINGERPRINT_OF])
}
