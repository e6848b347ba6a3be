//! What is done now and then.

use std::time::Duration;

use tokio::time::Instant;

/// Something that is due at once, and then again some time after it was done.
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

    /// It is done now.
    pub(super) fn restart(&mut self) {
        self.done = Some(Instant::now());
    }

    /// When it was done last.
    pub(super) const fn last(&self) -> Option<Instant> {
        self.done
    }
}
