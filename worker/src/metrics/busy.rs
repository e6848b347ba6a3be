//! Counts how long the workers of a cell have worked. The time counts while they work, so that a hanging worker shows.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::metrics::counter;
use domain::platform::in_cell::{CELLS, PerCell};
use tokio_util::sync::CancellationToken;

/// How often the counters are updated: more often than they are scraped.
const EVERY: Duration = Duration::from_secs(1);

/// What a worker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Looking for a business, and taking its jobs.
    Claim,
    /// Applying a claim.
    Apply,
}

impl Phase {
    const ALL: [Self; 2] = [Self::Claim, Self::Apply];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Apply => "apply",
        }
    }
}

/// The time that a cell's workers have spent in one phase, up to the instant `upto`.
#[derive(Debug)]
struct Worked {
    upto: Instant,
    total: Duration,
    active: u32,
}

static WORKED: PerCell<[Mutex<Option<Worked>>; 2]> =
    PerCell([const { [Mutex::new(None), Mutex::new(None)] }; CELLS]);

impl Worked {
    fn enter_state(&mut self, now: Instant) {
        self.total += now.saturating_duration_since(self.upto) * self.active;
        self.upto = now;
    }
}

/// Updates the time that this cell's workers have spent in `phase`, and returns the result of `see` for it.
fn worked<T>(phase: Phase, see: impl FnOnce(&mut Worked) -> T) -> T {
    let [claim, apply] = WORKED.current();
    let worked = match phase {
        Phase::Claim => claim,
        Phase::Apply => apply,
    };
    let now = Instant::now();
    let mut worked = worked.lock().unwrap_or_else(PoisonError::into_inner);
    let worked = worked.get_or_insert(Worked { upto: now, total: Duration::ZERO, active: 0 });
    worked.enter_state(now);
    see(worked)
}

/// Counts a worker as working in a phase until dropped.
#[derive(Debug)]
pub struct Busy(Phase);

impl Busy {
    /// Begins to count a worker as working in `phase`.
    pub fn with(phase: Phase) -> Self {
        worked(phase, |worked| worked.active += 1);
        Self(phase)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        worked(self.0, |worked| worked.active -= 1);
    }
}

/// Counts `payout_worker_busy_seconds_total{phase}`, in whole seconds, until `stop`.
pub async fn watch_busy(stop: CancellationToken) {
    loop {
        for phase in Phase::ALL {
            let seconds = worked(phase, |worked| worked.total.as_secs());
            counter!("payout_worker_busy_seconds_total", "phase" => phase.as_str()).absolute(seconds);
        }
        if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_is_counted_already() {
        let begun = Instant::now();
        let mut worked = Worked { upto: begun, total: Duration::ZERO, active: 2 };
        worked.enter_state(begun + Duration::from_secs(3));
        worked.active = 1;
        worked.enter_state(begun + Duration::from_secs(5));
        assert_eq!(worked.total, Duration::from_secs(8));
        worked.active = 0;
        worked.enter_state(begun + Duration::from_secs(14));
        assert_eq!(worked.total, Duration::from_secs(8));
    }
}
