//! Timers of tasks that are done now and then.

use std::time::Duration;

use tokio::time::Instant;

/// A task that is due at once, and then again some time after it was done.
#[derive(Debug)]
pub(super) struct Timer {
    every: Duration,
    done: Option<Instant>,
}

impl Timer {
    pub(super) const fn every(every: Duration) -> Self {
        Self { every, done: None }
    }

    pub(super) fn is_due(&self) -> bool {
        self.done.is_none_or(|at| at.elapsed() >= self.every)
    }

    /// Notes that the task was done now.
    pub(super) fn restart(&mut self) {
        self.done = Some(Instant::now());
    }

    /// When the task was last done.
    pub(super) const fn last(&self) -> Option<Instant> {
        self.done
    }
}
