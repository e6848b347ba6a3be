//! Work that goes on when its client disconnects.
//!
//! axum drops a handler's future when its client disconnects. A database transaction that is dropped halfway can lose
//! the acknowledged writes of others, because sqlx returns the connection inside an open transaction. A COMMIT that is
//! dropped after its first poll usually still takes effect. So all database work runs here, in its own task, which the
//! handler only awaits. If the client leaves, the work goes on to its end, and the drain at shutdown waits for it.

use std::future::Future;
use std::time::Duration;

use domain::platform::in_cell::inherit;
use futures::future::BoxFuture;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// The units of work of a process. Clones share the same set.
#[derive(Clone, Debug, Default)]
pub struct UnitsOfWork {
    running: TaskTracker,
}

/// The work panicked. If it panicked during a COMMIT, it is unknown whether the commit took effect, as after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a unit of work panicked")]
pub struct Panicked;

impl UnitsOfWork {
    /// Creates an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `work` to its end in the current tracing span, even if the returned future is dropped.
    ///
    /// # Errors
    /// [`Panicked`] if the work panicked, which is logged here.
    pub async fn run<T>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, Panicked>
    where
        T: Send + 'static,
    {
        // All tasks have the same type, because a task type for each kind of work would make the compiler repeat the
        // task machinery for each, which was a tenth of this crate's code.
        let (tell, told) = oneshot::channel();
        let work: BoxFuture<'static, ()> = Box::pin(async move {
            // Fails if the waiter is gone.
            let _heard = tell.send(work.await);
        });
        let task = self.running.spawn(inherit(work.instrument(tracing::Span::current())));
        // The task is never aborted, so a failed join means a panic or the end of the runtime.
        let ended = task.await.map_err(|failure| {
            tracing::error!(panicked = failure.is_panic(), "a unit of work did not finish");
            Panicked
        });
        ended.and(told.await.map_err(|_| Panicked))
    }

    /// Starts `work` without waiting for it.
    pub fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.running.spawn(inherit(work));
    }

    /// Returns how many units are running.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Returns whether no unit is running.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until no unit is running, for at most `limit`. Returns whether all ended in time.
    pub async fn finished_within(&self, limit: Duration) -> bool {
        self.running.close();
        tokio::time::timeout(limit, self.running.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn run_returns_the_outcome() {
        assert_eq!(UnitsOfWork::new().run(async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn a_unit_goes_on_without_its_waiter_and_the_drain_waits_for_it() {
        let units = UnitsOfWork::new();
        let (go, gate) = oneshot::channel::<()>();
        let (done, seen) = oneshot::channel();
        let mut waiter = Box::pin(units.run(async move {
            gate.await.unwrap();
            done.send("done").unwrap();
        }));
        assert!(futures::poll!(&mut waiter).is_pending());
        drop(waiter);
        assert_eq!(units.len(), 1);
        assert!(!units.finished_within(Duration::from_millis(20)).await);
        go.send(()).unwrap();
        assert!(units.finished_within(Duration::from_secs(5)).await);
        assert_eq!(seen.await, Ok("done"));
    }

    #[tokio::test]
    async fn a_panic_becomes_an_error() {
        let outcome = UnitsOfWork::new().run(async { panic!("on purpose") }).await;
        assert_eq!(outcome, Err::<(), _>(Panicked));
    }
}
