//! Rate-limits log lines that every attempt would repeat while a problem lasts: one line at once, then lines at growing
//! intervals.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The first and the longest pause between two lines.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Decides when the next log line is due.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Option<Paced>>);

#[derive(Debug, Clone, Copy)]
struct Paced {
    next: Instant,
    pause: Duration,
    kept_back: u64,
}

impl Pace {
    /// Creates a pace for which a line is due at once.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// If a line is due now, returns how many lines were suppressed since the last one. A problem that has not occurred
    /// for two pauses is over, and the pauses start again from the first.
    pub fn due(&self) -> Option<u64> {
        self.due_at(Instant::now())
    }

    /// Ends the problem, so that the next line is due at once. Returns whether there was a line.
    pub fn reset(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }

    fn due_at(&self, now: Instant) -> Option<u64> {
        let mut paced = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (pause, kept_back) = match paced.as_mut() {
            Some(paced) if now < paced.next => {
                paced.kept_back += 1;
                return None;
            }
            Some(Paced { next, pause, kept_back }) if now < *next + *pause => {
                ((*pause * 2).min(PAUSE.1), *kept_back)
            }
            _ => (PAUSE.0, 0),
        };
        *paced = Some(Paced { next: now + pause, pause, kept_back: 0 });
        Some(kept_back)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_due_at_once_and_the_next_ever_more_rarely() {
        let (pace, start) = (Pace::new(), Instant::now());
        let lines: Vec<(u64, u64)> = (0..4_000)
            .map(|tenths| Duration::from_millis(tenths * 100))
            .filter_map(|after| Some((after.as_secs(), pace.due_at(start + after)?)))
            .collect();
        let at: Vec<u64> = lines.iter().map(|(at, _)| *at).collect();
        assert_eq!(at, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]);
        assert_eq!(lines[2].1, 19, "all suppressed lines are counted");
        let later = start + Duration::from_secs(1_000);
        assert_eq!(pace.due_at(later), Some(0));
        assert_eq!(pace.due_at(later + Duration::from_secs(1)), Some(0), "the pace starts again");
        assert_eq!(pace.due_at(later + Duration::from_secs(2)), None);
        assert!(pace.reset());
        assert_eq!(pace.due_at(later + Duration::from_secs(2)), Some(0));
    }
}
