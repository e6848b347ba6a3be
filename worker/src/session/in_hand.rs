//! The businesses that the workers of this process have claimed, so that the workers do not look for each other's work.
//!
//! This only saves queries. The lock of the ring row decides which claim owns a business.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::BusinessId;
use domain::platform::hints::Hinted;
use tokio::sync::Notify;

/// How long a hint is left to workers that have a claim: a little longer than a small claim takes.
const LEFT_FOR: Duration = Duration::from_millis(2);

/// The claimed businesses of a process. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct ClaimedBusinesses(Arc<Shared>);

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

/// Counts a business as claimed until dropped.
#[derive(Debug)]
pub struct Holding {
    business: BusinessId,
    of: ClaimedBusinesses,
}

impl ClaimedBusinesses {
    /// Counts `business` as claimed while the returned value lives.
    pub fn hold(&self, business: BusinessId) -> Holding {
        self.businesses().claimed.insert(business);
        Holding { business, of: self.clone() }
    }

    /// Returns whether no business is claimed.
    pub fn is_empty(&self) -> bool {
        self.businesses().claimed.is_empty()
    }

    /// Returns whether `business` is claimed.
    pub fn has(&self, business: BusinessId) -> bool {
        self.businesses().claimed.contains(&business)
    }

    /// Records that only businesses claimed by other workers have work. Those claims may already have taken their jobs,
    /// so the worker that finishes one looks again ([`ClaimedBusinesses::left`]).
    pub fn record_left(&self) {
        self.businesses().left += 1;
    }

    /// Waits for a hint, for about `limit`. A hint that arrives while other workers have claims is mostly about one of
    /// their businesses. It is left to them if one of their claims ends soon. Returns whether there is a hint to
    /// follow.
    pub async fn hint(&self, hinted: &Hinted, limit: Duration) -> bool {
        while hinted.within(limit).await {
            if !self.leave().await {
                return true;
            }
        }
        false
    }

    /// Leaves a hint to the workers that have a claim. Returns whether one of them finished its claim soon, and so
    /// looks for work. Returns `false` at once if no worker has a claim.
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

    /// Returns how often work was left to other workers.
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
    fn a_business_is_listed_until_its_claim_ends() {
        let (in_hand, business) = (ClaimedBusinesses::default(), uuid::Uuid::from_u128(1).into());
        let held = in_hand.clone().hold(business);
        assert!(in_hand.has(business) && !in_hand.is_empty());
        drop(held);
        assert!(!in_hand.has(business) && in_hand.is_empty());
    }

    #[tokio::test]
    async fn a_hint_is_left_to_a_claim_that_ends_soon() {
        let (in_hand, business) = (ClaimedBusinesses::default(), uuid::Uuid::from_u128(1).into());
        assert!(!in_hand.leave().await, "no claim is open that could take the hint");
        let held = in_hand.hold(business);
        assert!(!in_hand.leave().await, "the claim takes too long");
        let mut leaving = Box::pin(in_hand.leave());
        assert!(futures::poll!(&mut leaving).is_pending());
        drop(held);
        assert!(leaving.await);
        assert_eq!(in_hand.left(), 2);
    }
}
