//! What holds payments now. A client that waits for a held payment gets its response at once, and not after its wait.
//!
//! The process looks each second, together with the sample of the backlog, and once more when it carries out a command.
//! A request only compares. Before a request is refused, the process looks again ([`Holds::look_again`]), because
//! another process may just have reversed the command. A client that does not wait is accepted, and its response says
//! what holds the payment.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::held::HeldBy;
use domain::ids::BusinessId;
use domain::queue::Blockers;
use tokio::sync::{Mutex, Notify};

use crate::app::outcomes::DEFAULT_WAIT;
use crate::http::refusal::Refusal;

/// The age at which a look no longer refuses anything.
const STALE_AFTER: Duration = Duration::from_secs(10);

/// The pause between the start of one look and the next. Requests about to be refused share a look, so a paused
/// business that keeps retrying costs no more than this.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// The `Retry-After` while a person has to act first, at an unknown time.
const RETRY_AFTER_PAUSE_S: u64 = 30;

/// How long there may be no leader before no worker is assumed to run. It equals a client's default wait, so that no
/// second client waits in vain, and is longer than a usual restart of all workers.
const NOBODY_AFTER: Duration = DEFAULT_WAIT;

/// What holds a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The payouts of its business are switched off.
    BusinessDisabled,
    /// Everything or its business is paused.
    Pause,
    /// The throttle of its business will not allow it in time.
    OwnThrottle {
        /// Seconds until the throttle allows it.
        wait_s: u64,
    },
    /// The throttle of everything will not allow it in time.
    Throttle {
        /// Seconds until the throttle allows it.
        wait_s: u64,
    },
    /// No worker runs.
    NoWorker,
}

/// The result of the last look. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Holds {
    seen: Arc<RwLock<LastLook>>,
    /// The start of the last look for requests about to be refused, even if it failed. Locked during such a look.
    looked_at: Arc<Mutex<Option<Instant>>>,
    /// Notifies those who wait for a payment of another look.
    updated: Arc<Notify>,
}

#[derive(Debug, Default)]
struct LastLook {
    standing: Blockers,
    /// The time of the look, or `None` before the first one.
    asked_at: Option<Instant>,
    /// The time since which there is no leader.
    unled_since: Option<Instant>,
}

impl Hold {
    /// Returns the `Retry-After` in seconds.
    pub const fn retry_after_s(self) -> u64 {
        match self {
            Self::BusinessDisabled | Self::Pause | Self::NoWorker => RETRY_AFTER_PAUSE_S,
            Self::OwnThrottle { wait_s } | Self::Throttle { wait_s } => wait_s,
        }
    }

    /// Returns the refusal for a client that waits for its payment. Nothing was recorded.
    pub const fn refusal(self) -> Refusal {
        let retry_after_s = self.retry_after_s();
        match self {
            Self::BusinessDisabled => Refusal::PayoutsDisabled,
            Self::Pause | Self::NoWorker => Refusal::Overloaded { retry_after_s },
            Self::OwnThrottle { .. } => Refusal::RateLimited { retry_after_s },
            Self::Throttle { .. } => Refusal::AllThrottled { retry_after_s },
        }
    }

    /// Returns the name that `/v1` shows.
    pub const fn held_by(self) -> Option<&'static str> {
        match self {
            Self::BusinessDisabled => Some(HeldBy::BusinessDisabled.as_str()),
            Self::Pause => Some(HeldBy::Pause.as_str()),
            Self::OwnThrottle { .. } | Self::Throttle { .. } => Some(HeldBy::Throttle.as_str()),
            Self::NoWorker => None,
        }
    }
}

impl Holds {
    /// Returns what stops a single payment of `business` within `wait`.
    pub fn of(&self, business: BusinessId, wait: Duration, now: Instant) -> Option<Hold> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let asked_at = seen.asked_at?;
        if now.saturating_duration_since(asked_at) > STALE_AFTER {
            return None;
        }
        let standing = &seen.standing;
        if standing.disabled_businesses.contains(&business) {
            return Some(Hold::BusinessDisabled);
        }
        if standing.paused || standing.paused_businesses.contains(&business) {
            return Some(Hold::Pause);
        }
        // Time has passed since the look, and newer requests have used tokens. Only the former is known.
        let left = |seconds: f64| seconds - now.saturating_duration_since(asked_at).as_secs_f64();
        let too_long =
            |seconds: f64| (left(seconds) > wait.as_secs_f64().max(1.0)).then(|| whole(left(seconds)));
        let own = standing.throttled_businesses.get(&business).and_then(|seconds| too_long(*seconds));
        let all = standing.throttled.and_then(too_long);
        match (own, all) {
            (Some(own), all) if all.is_none_or(|all| own >= all) => Some(Hold::OwnThrottle { wait_s: own }),
            (_, Some(all)) => Some(Hold::Throttle { wait_s: all }),
            _ if seen
                .unled_since
                .is_some_and(|since| now.saturating_duration_since(since) >= NOBODY_AFTER) =>
            {
                Some(Hold::NoWorker)
            }
            _ => None,
        }
    }

    /// Returns the refusal for a client whose payment was not made within `wait` and was taken back.
    pub fn unserved(&self, business: BusinessId, wait: Duration, now: Instant) -> Refusal {
        if let Some(hold) = self.of(business, Duration::ZERO, now) {
            return hold.refusal();
        }
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        // Work that was not done in that time will not be done at once. Without a leader, perhaps no worker runs.
        let retry_after_s =
            if seen.unled_since.is_some() { RETRY_AFTER_PAUSE_S } else { wait.as_secs().max(1) };
        Refusal::Overloaded { retry_after_s }
    }

    /// Runs `look`, unless another look has begun since `since`.
    pub async fn look_again(&self, since: Instant, look: impl Future<Output = ()>) {
        let mut looked_at = self.looked_at.lock().await;
        if looked_at.is_some_and(|begun| begun >= since) {
            return;
        }
        if let Some(begun) = *looked_at {
            tokio::time::sleep_until((begun + LOOK_AGAIN_AFTER).into()).await;
        }
        *looked_at = Some(Instant::now());
        look.await;
    }

    /// Stores the result of a look at `asked_at`, unless a later one is stored.
    pub fn update(&self, standing: Blockers, asked_at: Instant) {
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.asked_at.is_some_and(|newer| newer > asked_at) {
            return;
        }
        let unled_since = if standing.led { None } else { seen.unled_since.or(Some(asked_at)) };
        *seen = LastLook { standing, asked_at: Some(asked_at), unled_since };
        drop(seen);
        self.updated.notify_waiters();
    }

    /// Returns once the payments of `business` are held indefinitely, by a pause or because its payouts are switched
    /// off.
    pub async fn stopped(&self, business: BusinessId) {
        loop {
            let updated = self.updated.notified();
            let hold = self.of(business, Duration::ZERO, Instant::now());
            if matches!(hold, Some(Hold::Pause | Hold::BusinessDisabled)) {
                return;
            }
            updated.await;
        }
    }
}

fn whole(seconds: f64) -> u64 {
    seconds.ceil().clamp(1.0, 1e9) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const WAIT: Duration = Duration::from_secs(10);

    fn business(n: u128) -> BusinessId {
        Uuid::from_u128(n).into()
    }

    fn holds_with(blockers: Blockers) -> (Holds, Instant) {
        let (holds, now) = (Holds::default(), Instant::now());
        holds.update(blockers, now);
        (holds, now)
    }

    #[test]
    fn a_pause_holds_its_businesses_until_the_last_look_is_stale() {
        let led = Blockers { led: true, ..Blockers::default() };
        let (holds, now) = holds_with(Blockers { paused_businesses: [business(1)].into(), ..led.clone() });
        assert_eq!(holds.of(business(1), WAIT, now), Some(Hold::Pause));
        assert_eq!(holds.of(business(2), WAIT, now), None);
        assert_eq!(holds.of(business(1), WAIT, now + STALE_AFTER + Duration::from_secs(1)), None);
        let (holds, now) = holds_with(Blockers { paused: true, ..led.clone() });
        assert_eq!(holds.of(business(2), WAIT, now), Some(Hold::Pause));
        // A look that began before the command's own look is older, whenever it ends.
        holds.update(led, now - Duration::from_millis(1));
        assert_eq!(holds.of(business(2), WAIT, now), Some(Hold::Pause));
        assert_eq!(Holds::default().of(business(1), WAIT, now), None);
        let disabled = [business(1)].into();
        let (holds, now) =
            holds_with(Blockers { paused: true, disabled_businesses: disabled, ..Blockers::default() });
        assert_eq!(holds.of(business(1), WAIT, now), Some(Hold::BusinessDisabled));
        assert_eq!(holds.unserved(business(1), WAIT, now), Refusal::PayoutsDisabled);
        assert_eq!(holds.of(business(2), WAIT, now), Some(Hold::Pause));
    }

    #[test]
    fn a_throttle_holds_requests_that_cannot_pass_in_time() {
        let throttled = |own: f64, all: f64| Blockers {
            throttled: Some(all),
            throttled_businesses: [(business(1), own)].into(),
            led: true,
            ..Blockers::default()
        };
        let (holds, now) = holds_with(throttled(9.0, 2.0));
        assert_eq!(holds.of(business(1), WAIT, now), None);
        assert_eq!(holds.of(business(1), Duration::from_secs(3), now), Some(Hold::OwnThrottle { wait_s: 9 }));
        let (holds, now) = holds_with(throttled(20.2, 30.0));
        assert_eq!(holds.of(business(1), WAIT, now), Some(Hold::Throttle { wait_s: 30 }));
        let (holds, now) = holds_with(throttled(20.2, 2.0));
        assert_eq!(holds.of(business(1), WAIT, now), Some(Hold::OwnThrottle { wait_s: 21 }));
        assert_eq!(holds.of(business(2), WAIT, now), None);
        let later = now + Duration::from_secs(5);
        assert_eq!(holds.of(business(1), WAIT, later), Some(Hold::OwnThrottle { wait_s: 16 }));
    }

    #[tokio::test]
    async fn waiting_requests_share_one_look_that_began_after_they_arrived() {
        let (holds, looks) = (Holds::default(), std::cell::Cell::new(0));
        let look = async |since| {
            let looking = async {
                looks.set(looks.get() + 1);
                tokio::task::yield_now().await;
            };
            holds.look_again(since, looking).await;
        };
        let came = Instant::now();
        futures::future::join_all((0..100).map(|_| look(came))).await;
        assert_eq!(looks.get(), 1);
        look(Instant::now()).await;
        assert_eq!(looks.get(), 2, "a later request needs a new look");
        assert!(came.elapsed() >= LOOK_AGAIN_AFTER);
    }

    #[test]
    fn no_worker_is_assumed_after_ten_seconds_without_a_leader() {
        let (holds, start) = holds_with(Blockers::default());
        let after = |seconds: u64| {
            let now = start + Duration::from_secs(seconds);
            holds.update(Blockers::default(), now);
            holds.of(business(1), WAIT, now)
        };
        assert_eq!((after(9), after(10)), (None, Some(Hold::NoWorker)));
        assert_eq!(after(31), Some(Hold::NoWorker), "until a worker leads");
        let unserved = |blockers, wait| {
            holds.update(blockers, start + Duration::from_secs(32));
            holds.unserved(business(1), wait, start + Duration::from_secs(32))
        };
        assert_eq!(unserved(Blockers::default(), WAIT), Refusal::Overloaded { retry_after_s: 30 });
        let led = || Blockers { led: true, ..Blockers::default() };
        assert_eq!(unserved(led(), WAIT), Refusal::Overloaded { retry_after_s: 10 });
        assert_eq!(unserved(led(), Duration::ZERO), Refusal::Overloaded { retry_after_s: 1 });
        assert_eq!(holds.of(business(1), WAIT, start + Duration::from_secs(32)), None);
    }
}
