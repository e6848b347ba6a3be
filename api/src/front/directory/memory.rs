//! Remembers the cells in which credentials were recently found.
//!
//! Only positive answers are remembered, because an unknown credential may be created at any time. After a business has
//! moved, it is found in its new cell once the remembered answer expires.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer is used: as long as a cached key ([`crate::app::key_cache`]).
const REMEMBERED_FOR: Duration = Duration::from_secs(2);

/// The age of an answer at which one request asks again, while the others still use the answer.
const RENEWED_AFTER: Duration = Duration::from_secs(1);

/// The maximum number of answers. It bounds the memory to some 2 MiB. Above it the cells are asked.
const MOST_REMEMBERED: usize = 20_000;

/// The index of the cell for each digest.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<[u8; 32], Known>>);

#[derive(Debug, Clone, Copy)]
struct Known {
    place: usize,
    asked_at: Instant,
    /// Whether a request is already asking again.
    asked_again: bool,
}

impl Memory {
    /// Returns the remembered cell. If the answer is more than a second old, one request gets `None` and must ask.
    pub fn known(&self, mark: &[u8; 32], now: Instant) -> Option<usize> {
        let mut all = self.all();
        let known = all.get_mut(mark).filter(|known| known.is_fresh(now))?;
        let renews = now.saturating_duration_since(known.asked_at) >= RENEWED_AFTER && !known.asked_again;
        known.asked_again |= renews;
        Some(known.place).filter(|_| !renews)
    }

    /// Remembers the answer to a question of `asked_at`.
    pub fn learn(&self, mark: [u8; 32], place: usize, asked_at: Instant) {
        let mut all = self.all();
        if all.len() >= MOST_REMEMBERED && !all.contains_key(&mark) {
            all.retain(|_, known| known.is_fresh(asked_at));
        }
        if all.len() < MOST_REMEMBERED || all.contains_key(&mark) {
            all.insert(mark, Known { place, asked_at, asked_again: false });
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<[u8; 32], Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.asked_at) < REMEMBERED_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cached_for_two_seconds_and_looked_up_again_after_one() {
        let (memory, asked_at) = (Memory::default(), Instant::now());
        memory.learn([1; 32], 3, asked_at);
        let known = |after_ms| memory.known(&[1; 32], asked_at + Duration::from_millis(after_ms));
        assert_eq!((known(0), known(999)), (Some(3), Some(3)));
        assert_eq!((known(1_000), known(1_000)), (None, Some(3)));
        assert_eq!((known(1_999), known(2_000)), (Some(3), None));
        assert_eq!(memory.known(&[2; 32], asked_at), None);
    }

    #[test]
    fn the_memory_is_bounded() {
        let (memory, now) = (Memory::default(), Instant::now());
        let mark = |n: usize| {
            let mut mark = [0; 32];
            mark[..8].copy_from_slice(&n.to_le_bytes());
            mark
        };
        (0..=MOST_REMEMBERED).for_each(|n| memory.learn(mark(n), 0, now));
        assert_eq!(memory.all().len(), MOST_REMEMBERED);
        assert_eq!(memory.known(&mark(MOST_REMEMBERED), now), None);
        memory.learn(mark(0), 1, now);
        assert_eq!(memory.known(&mark(0), now), Some(1), "a known entry is renewed");
        memory.learn(mark(MOST_REMEMBERED), 1, now + REMEMBERED_FOR);
        assert_eq!(memory.all().len(), 1);
    }
}
