//! Signatures of requests to a provider and of its callbacks: HMAC-SHA256 under a secret that both sides know. The
//! signed text contains the direction of the message, the time of signing, and the whole content.
//!
//! | message | signed text |
//! | --- | --- |
//! | a request to the provider | `request.{order id}.{unix seconds}.{body}` |
//! | a callback from the provider | `callback.{unix seconds}.{body}` |
//!
//! The first word keeps a message from being replayed in the other direction.

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq;

use crate::secrets::secret::MacKey;

/// How far the time of a callback may be from now. It allows for two clocks that differ. An older callback is rejected,
/// so a captured callback soon becomes useless.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The provider did not sign the callback, or its time is more than [`TOLERANCE`] from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature or its time is wrong")]
pub struct WrongSignature;

/// Returns the signature of a request about `order` with `body`, in lower-case hex.
pub fn of_request(key: &MacKey, order: &str, at: DateTime<Utc>, body: &[u8]) -> String {
    let head = format!("request.{order}.{}.", at.timestamp());
    hex::encode(key.sign_plain(&[head.as_bytes(), body]))
}

/// Returns the signature of a callback with `body`, in lower-case hex, as a provider computes it.
pub fn of_callback(key: &MacKey, timestamp: i64, body: &[u8]) -> String {
    let head = format!("callback.{timestamp}.");
    hex::encode(key.sign_plain(&[head.as_bytes(), body]))
}

/// Checks a callback: its `signature` over `timestamp` (unix seconds) and `body`, in constant time, and that the time
/// is at most [`TOLERANCE`] from now.
///
/// # Errors
/// [`WrongSignature`], for every cause.
pub fn check_callback(
    key: &MacKey,
    timestamp: &str,
    signature: &str,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), WrongSignature> {
    let seconds: i64 = timestamp.parse().map_err(|_| WrongSignature)?;
    let expected = of_callback(key, seconds, body);
    let same = bool::from(expected.as_bytes().ct_eq(signature.as_bytes()));
    let fresh = now.timestamp().abs_diff(seconds) <= TOLERANCE.num_seconds().unsigned_abs();
    if same && fresh { Ok(()) } else { Err(WrongSignature) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_signature_covers_time_body_and_secret() {
        let key = MacKey::new(&"5b1d6c80f3a94e27d06f8c3e97b2a415".into()).unwrap();
        let other = MacKey::new(&"c47e02b9a6d18f3590ec7d24b8f1635a".into()).unwrap();
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let check = |key: &MacKey, time: &str, signature: &str, body: &[u8]| {
            check_callback(key, time, signature, body, now).is_ok()
        };
        let signed = of_callback(&key, 1_700_000_000, b"{}");
        assert!(check(&key, "1700000000", &signed, b"{}"));
        assert!(!check(&other, "1700000000", &signed, b"{}"));
        assert!(!check(&key, "1700000001", &signed, b"{}"));
        assert!(!check(&key, "1700000000", &signed, b"{} "));
        for time in [1_700_000_000 - 301, 1_700_000_000 + 301] {
            assert!(!check(&key, &time.to_string(), &of_callback(&key, time, b"{}"), b"{}"));
        }
        assert!(check(&key, "1699999701", &of_callback(&key, 1_699_999_701, b"{}"), b"{}"));
        for nonsense in ["", "now", "99999999999999999999"] {
            assert!(!check(&key, nonsense, &signed, b"{}"));
        }
        // A signed request is not a valid callback.
        let ours = of_request(&key, "ord_1", now, b"{}");
        assert!(!check(&key, "1700000000", &ours, b"{}"));
    }
}
