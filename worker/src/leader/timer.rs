//! A timer for tasks that repeat.

use std::time::Duration;

use tokio::time::Instant;

/// Says when a task is due: at once, and then again a fixed time after its last run.
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

    /// Records that the task ran now.
    pub(super) fn restart(&mut self) {
        self.done = Some(Instant::now());
    }

    /// Returns when the task last ran.
    pub(super) const fn last(&self) -> Option<Instant> {
        self.done
    }
}
