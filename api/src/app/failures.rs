//! Rate limits the responses to wrong credentials: a few at once, then one every few seconds. A correct credential
//! never waits, because somebody who floods a form must not lock out those who know it. That is safe, since a random
//! token cannot be guessed.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many failures are answered at once.
const AT_ONCE: u32 = 10;

/// The time after which one more failure is answered.
const EVERY: Duration = Duration::from_secs(6);

/// The failures of a process, as a generic cell rate algorithm: the time up to which its answers are used up.
#[derive(Debug, Default)]
pub struct Failures(Mutex<Option<Instant>>);

impl Failures {
    /// Counts a failure at `now`.
    ///
    /// # Errors
    /// The seconds until the next failure is answered.
    pub fn count(&self, now: Instant) -> Result<(), u64> {
        let mut used_until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = used_until.unwrap_or(now).max(now) + EVERY;
        let ahead = next.saturating_duration_since(now);
        match ahead.checked_sub(EVERY * AT_ONCE) {
            Some(wait) if !wait.is_zero() => Err(wait.as_secs().max(1)),
            _ => {
                *used_until = Some(next);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_answered_at_once_then_one_every_six_seconds() {
        let (failures, start) = (Failures::default(), Instant::now());
        let answered = (0..12).filter(|_| failures.count(start).is_ok()).count();
        assert_eq!(answered, 10);
        assert_eq!(failures.count(start), Err(6));
        let later = start + EVERY;
        assert_eq!((failures.count(later), failures.count(later)), (Ok(()), Err(6)));
    }
}
