//! The businesses that the workers of a process have in hand, so that they do not look for one another's work.
//!
//! Whatever is said here only spares the database questions: what a claim owns is decided by the lock of the ring row.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::BusinessId;
use domain::platform::hints::Hinted;
use tokio::sync::Notify;

/// How long a hint is left to workers that have claims in hand: a little longer than a small claim takes.
const LEFT_FOR: Duration = Duration::from_millis(2);

/// The businesses in hand; clones share them.
#[derive(Debug, Clone, Default)]
pub struct InHand(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    businesses: Mutex<Businesses>,
    ended: Notify,
}

#[derive(Debug, Default)]
struct Businesses {
    claimed: HashSet<BusinessId>,
    left: u64,
}

/// A business in hand, until this is dropped.
#[derive(Debug)]
pub struct Holding {
    business: BusinessId,
    of: InHand,
}

impl InHand {
    /// Takes `business` in hand.
    pub fn hold(&self, business: BusinessId) -> Holding {
        self.businesses().claimed.insert(business);
        Holding { business, of: self.clone() }
    }

    /// Whether nothing is in hand.
    pub fn is_empty(&self) -> bool {
        self.businesses().claimed.is_empty()
    }

    /// Whether `business` is in hand.
    pub fn has(&self, business: BusinessId) -> bool {
        self.businesses().claimed.contains(&business)
    }

    /// Notes that there is work of businesses only that others have in hand. The claims of those may be over the moment
    /// in which they take jobs, so whoever finishes one looks again ([`InHand::left`]).
    pub fn note(&self) {
        self.businesses().left += 1;
    }

    /// Waits for a hint, for about `limit`. One that comes while others have something in hand is mostly about the same
    /// business, and is left to them if one of them ends soon. Returns whether there is a hint to follow.
    pub async fn hint(&self, hinted: &Hinted, limit: Duration) -> bool {
        while hinted.within(limit).await {
            if !self.leave().await {
                return true;
            }
        }
        false
    }

    /// Leaves a hint to those who have something in hand. Returns whether one of them has finished its claim soon, and so
    /// looks; at once, if nobody has anything in hand.
    async fn leave(&self) -> bool {
        let mut ended = std::pin::pin!(self.0.ended.notified());
        ended.as_mut().enable();
        {
            let mut businesses = self.businesses();
            if businesses.claimed.is_empty() {
                return false;
            }
            businesses.left += 1;
        }
        tokio::time::timeout(LEFT_FOR, ended).await.is_ok()
    }

    /// How often work was left to others.
    pub fn left(&self) -> u64 {
        self.businesses().left
    }

    fn businesses(&self) -> MutexGuard<'_, Businesses> {
        self.0.businesses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.of.businesses().claimed.remove(&self.business);
        self.of.0.ended.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_is_in_hand_until_its_claim_ends() {
        let (in_hand, business) = (InHand::default(), uuid::Uuid::from_u128(1).into());
        let held = in_hand.clone().hold(business);
        assert!(in_hand.has(business) && !in_hand.is_empty());
        drop(held);
        assert!(!in_hand.has(business) && in_hand.is_empty());
    }

    #[tokio::test]
    async fn a_hint_is_left_to_a_claim_that_ends_soon() {
        let (in_hand, business) = (InHand::default(), uuid::Uuid::from_u128(1).into());
        assert!(!in_hand.leave().await, "nobody could look");
        let held = in_hand.hold(business);
        assert!(!in_hand.leave().await, "it takes too long");
        let mut leaving = Box::pin(in_hand.leave());
        assert!(futures::poll!(&mut leaving).is_pending());
        drop(held);
        assert!(leaving.await);
        assert_eq!(in_hand.left(), 2);
    }
}
