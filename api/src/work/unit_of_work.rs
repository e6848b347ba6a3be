//! Work that a hang-up must not cut in half.
//!
//! axum drops a handler's future when its client goes away. A database transaction dropped on its way can lose other
//! people's acknowledged writes (sqlx gives the connection back inside an open transaction), and a COMMIT dropped after
//! its first poll is done more often than not. So whatever touches the database runs here: in a task of its own, which
//! the handler only awaits. The client may leave; the work goes on to its end, and the drain at shutdown waits for it.

use std::future::Future;
use std::time::Duration;

use domain::platform::in_cell::inherit;
use futures::future::BoxFuture;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

/// The units of work of one process. Clones share the same set.
#[derive(Clone, Debug, Default)]
pub struct UnitsOfWork {
    running: TaskTracker,
}

/// The work panicked. If it panicked in the middle of a COMMIT, nobody here knows whether that took effect, as after a
/// crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a unit of work panicked")]
pub struct Panicked;

impl UnitsOfWork {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `work` to its end in the current tracing span, even when the returned future is dropped.
    ///
    /// # Errors
    /// [`Panicked`] when the work panicked; it is logged here.
    pub async fn run<T>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, Panicked>
    where
        T: Send + 'static,
    {
        // The task is of one type, whatever the work is. With a type for each, the machinery of tasks was compiled again for
        // each, and was a tenth of this crate's code.
        let (tell, told) = oneshot::channel();
        let work: BoxFuture<'static, ()> = Box::pin(async move {
            // Fails when nobody waits any more.
            let _heard = tell.send(work.await);
        });
        let task = self.running.spawn(inherit(work.instrument(tracing::Span::current())));
        // The task is never aborted, so a failed join is a panic (or the runtime's end).
        let ended = task.await.map_err(|failure| {
            tracing::error!(panicked = failure.is_panic(), "a unit of work did not finish");
            Panicked
        });
        ended.and(told.await.map_err(|_| Panicked))
    }

    /// Begins `work`, for which nobody here waits.
    pub fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.running.spawn(inherit(work));
    }

    /// How many units are running now.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether nothing is running now.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until nothing is running any more, for `limit` at most. Returns whether that was reached.
    pub async fn finished_within(&self, limit: Duration) -> bool {
        self.running.close();
        tokio::time::timeout(limit, self.running.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn gives_back_the_outcome() {
        assert_eq!(UnitsOfWork::new().run(async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn goes_on_when_the_waiter_is_dropped_and_the_drain_waits_for_it() {
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
    async fn a_panic_is_an_error() {
        let outcome = UnitsOfWork::new().run(async { panic!("on purpose") }).await;
        assert_eq!(outcome, Err::<(), _>(Panicked));
    }
}
