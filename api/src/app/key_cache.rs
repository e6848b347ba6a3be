//! A cache of the API keys that were used in the last seconds, so that the key of a merchant that sends a thousand
//! requests a second is looked up once a second.
//!
//! Only valid keys are cached, under the digest that the database stores, never the key itself. The process forgets a
//! key at once if it revokes the key or switches the business off itself. A change by another process takes effect when
//! the cached entry expires.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::business::api_key::Caller;

/// How long an entry is used. A revocation must take effect within 5 s, including the slowest request under way.
const REMEMBERED_FOR: TimeDelta = TimeDelta::seconds(2);

/// The age of an entry at which one request looks the key up again, while the others still use the entry. Otherwise all
/// requests under way would look it up at once when it expires.
const RENEWED_AFTER: TimeDelta = TimeDelta::seconds(1);

/// The maximum number of entries. It bounds the memory to some 1 MiB, and is more than the merchants that one process
/// serves in 2 s.
const MOST_REMEMBERED: usize = 10_000;

/// The callers, by the digests of their keys.
#[derive(Debug, Default)]
pub struct KeyCache(Mutex<HashMap<[u8; 32], Known>>);

#[derive(Debug, Clone, Copy)]
struct Known {
    caller: Caller,
    asked_at: DateTime<Utc>,
    /// Whether a request is already looking the key up again.
    asked_again: bool,
}

impl KeyCache {
    /// Returns the caller whose key has this `digest`, if the cache has it. If the entry is more than a second old, one
    /// request gets `None` and must look the key up again.
    pub fn known(&self, digest: &[u8; 32], now: DateTime<Utc>) -> Option<Caller> {
        let mut callers = self.callers();
        let known = callers.get_mut(digest).filter(|known| known.is_fresh(now))?;
        let renews = now - known.asked_at >= RENEWED_AFTER && !known.asked_again;
        known.asked_again |= renews;
        Some(known.caller).filter(|_| !renews)
    }

    /// Stores what the database answered at `asked_at`.
    pub fn learn(&self, digest: [u8; 32], caller: Caller, asked_at: DateTime<Utc>) {
        let mut callers = self.callers();
        if callers.len() >= MOST_REMEMBERED {
            callers.retain(|_, known| known.is_fresh(asked_at));
        }
        if callers.len() < MOST_REMEMBERED {
            callers.insert(digest, Known { caller, asked_at, asked_again: false });
        }
    }

    /// Forgets all keys. Must be called after a key or a business was changed.
    pub fn forget(&self) {
        self.callers().clear();
    }

    fn callers(&self) -> MutexGuard<'_, HashMap<[u8; 32], Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let age = now - self.asked_at;
        TimeDelta::zero() <= age && age < REMEMBERED_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_caller_is_cached_for_two_seconds_and_looked_up_again_after_one() {
        let callers = KeyCache::default();
        let caller = Caller {
            business_id: Uuid::from_u128(1).into(),
            key_id: Uuid::from_u128(2).into(),
            payouts_enabled: true,
        };
        let asked_at = DateTime::UNIX_EPOCH;
        callers.learn([1; 32], caller, asked_at);
        let known = |after_ms| callers.known(&[1; 32], asked_at + TimeDelta::milliseconds(after_ms));
        assert_eq!((known(0), known(999)), (Some(caller), Some(caller)));
        assert_eq!(
            (known(1_000), known(1_000)),
            (None, Some(caller)),
            "only the first request looks it up again"
        );
        assert_eq!(known(1_999), Some(caller));
        assert_eq!((known(2_000), known(-1)), (None, None));
        assert_eq!(callers.known(&[2; 32], asked_at), None);
        callers.forget();
        assert_eq!(known(0), None);
    }

    #[test]
    fn the_cache_is_bounded() {
        let callers = KeyCache::default();
        let caller = Caller {
            business_id: Uuid::from_u128(1).into(),
            key_id: Uuid::from_u128(2).into(),
            payouts_enabled: true,
        };
        let digest = |n: usize| {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&n.to_le_bytes());
            digest
        };
        let now = DateTime::UNIX_EPOCH;
        for n in 0..=MOST_REMEMBERED {
            callers.learn(digest(n), caller, now);
        }
        assert_eq!(callers.callers().len(), MOST_REMEMBERED);
        callers.learn(digest(MOST_REMEMBERED), caller, now + REMEMBERED_FOR);
        assert_eq!(callers.callers().len(), 1);
    }
}
