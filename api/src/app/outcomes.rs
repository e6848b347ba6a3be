//! Requests that wait for the outcomes of their allocations.
//!
//! One task per process asks the database about all waiting allocations in one query, when a claim sends a hint or a
//! poll is due. It then wakes the requests whose allocations are finished. Correctness does not depend on hints. While
//! no request waits, the task sends no query.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::allocation::{self, Progress, Waiting};
use domain::platform::db;
use domain::platform::hints::Hinted;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// How long a client waits for its outcome by default. This is well below the usual timeouts of clients and proxies.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(10);

/// How often outcomes are polled, in case a hint was lost.
const POLL: Duration = Duration::from_millis(50);

/// The pause before the next query after the database did not answer.
const RETRY: Duration = Duration::from_millis(250);

/// How long the database may be silent before the query is repeated on another connection.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long the connection is kept after the last request left, and its maximum age: after that the pool may replace
/// it.
const KEPT_FOR: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// The maximum number of allocations in one query.
const ASKED_AT_ONCE: usize = 1_000;

/// The waiting requests and their allocations. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Outcomes(Arc<Registry>);

#[derive(Debug, Default)]
struct Registry {
    waiting: Mutex<HashMap<Waiting, watch::Sender<Option<Progress>>>>,
    somebody: Notify,
}

impl Outcomes {
    /// Waits until `allocation` is no longer pending. Call this after the allocation is recorded, because an unrecorded
    /// allocation counts as gone. Dropping the future ends the wait.
    pub async fn of(&self, allocation: Waiting) -> Progress {
        loop {
            let mut outcome = self.join(allocation);
            if let Ok(progress) = outcome.wait_for(Option::is_some).await
                && let Some(progress) = progress.clone()
            {
                return progress;
            }
        }
    }

    /// Answers the waiting requests until `stop`. `hinted` gets a hint when there may be outcomes.
    pub async fn watch(self, pool: PgPool, hinted: Hinted, stop: CancellationToken) {
        stop.run_until_cancelled(self.answer(pool, hinted)).await;
    }

    async fn answer(self, pool: PgPool, hinted: Hinted) {
        // The connection is kept while any request waits: acquiring and releasing it costs more than the query.
        let mut kept = None;
        loop {
            if self.still_waiting().is_empty() {
                let joined = tokio::time::timeout(KEPT_FOR.0, self.0.somebody.notified()).await;
                if joined.is_err() {
                    kept = None;
                    self.0.somebody.notified().await;
                }
                continue;
            }
            hinted.within(POLL).await;
            // This includes the requests that arrived during the wait, because the hint may be for them.
            for asked in self.still_waiting().chunks(ASKED_AT_ONCE) {
                match ask(&pool, &mut kept, asked).await {
                    Ok(progress) => self.tell(asked, progress),
                    Err(error) => {
                        tracing::debug!(%error, "cannot ask for outcomes; asking again");
                        tokio::time::sleep(RETRY).await;
                        break;
                    }
                }
            }
        }
    }

    fn join(&self, allocation: Waiting) -> watch::Receiver<Option<Progress>> {
        let receiver = match self.registry().entry(allocation) {
            std::collections::hash_map::Entry::Occupied(known) => known.get().subscribe(),
            std::collections::hash_map::Entry::Vacant(new) => {
                let (sender, receiver) = watch::channel(None);
                new.insert(sender);
                receiver
            }
        };
        self.0.somebody.notify_one();
        receiver
    }

    fn still_waiting(&self) -> Vec<Waiting> {
        let mut registry = self.registry();
        registry.retain(|_, sender| sender.receiver_count() > 0);
        registry.keys().copied().collect()
    }

    fn tell(&self, asked: &[Waiting], progress: Vec<Progress>) {
        let mut registry = self.registry();
        for (allocation, progress) in asked.iter().zip(progress) {
            if progress != Progress::Pending
                && let Some(sender) = registry.remove(allocation)
            {
                sender.send_replace(Some(progress));
            }
        }
    }

    fn registry(&self) -> MutexGuard<'_, HashMap<Waiting, watch::Sender<Option<Progress>>>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks on the kept connection or a new one. A connection on which the query failed is closed.
async fn ask(
    pool: &PgPool,
    kept: &mut Option<(PoolConnection<Postgres>, Instant)>,
    asked: &[Waiting],
) -> Result<Vec<Progress>, sqlx::Error> {
    let (mut conn, since) = match kept.take().filter(|(_, since)| since.elapsed() < KEPT_FOR.1) {
        Some(kept) => kept,
        None => (pool.acquire().await?, Instant::now()),
    };
    let asked = tokio::time::timeout(ANSWERED_WITHIN, evident_progress(&mut conn, asked)).await;
    let progress = asked.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if progress.is_err() {
        conn.close_on_drop();
    } else {
        *kept = Some((conn, since));
    }
    progress
}

/// Returns the progress of allocations. An allocation that is found is evidence. An allocation that is missing counts
/// as gone only if the server proves that it can write: a server that was left behind by a failover may lack an
/// allocation that is paid elsewhere.
///
/// # Errors
/// If the database fails, or if an allocation is missing and the database cannot write.
pub async fn evident_progress(
    conn: &mut PgConnection,
    asked: &[Waiting],
) -> Result<Vec<Progress>, sqlx::Error> {
    let progress = allocation::progress(conn, asked).await?;
    if progress.contains(&Progress::Gone) {
        db::attest(conn).await?;
    }
    Ok(progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn allocation(n: u128) -> Waiting {
        Waiting { business_id: Uuid::from_u128(1).into(), allocation_id: Uuid::from_u128(n).into() }
    }

    #[tokio::test]
    async fn all_waiters_of_an_allocation_get_its_final_progress() {
        let outcomes = Outcomes::default();
        let (mut first, mut second) =
            (Box::pin(outcomes.of(allocation(1))), Box::pin(outcomes.of(allocation(1))));
        assert!(futures::poll!(&mut first).is_pending() && futures::poll!(&mut second).is_pending());
        let waiting = outcomes.still_waiting();
        assert_eq!(waiting, [allocation(1)]);

        outcomes.tell(&waiting, vec![Progress::Pending]);
        assert!(futures::poll!(&mut first).is_pending());
        outcomes.tell(&waiting, vec![Progress::Cancelled]);
        assert_eq!((first.await, second.await), (Progress::Cancelled, Progress::Cancelled));
        assert!(outcomes.still_waiting().is_empty());
    }

    #[tokio::test]
    async fn a_dropped_waiter_is_forgotten() {
        let outcomes = Outcomes::default();
        let mut leaving = Box::pin(outcomes.of(allocation(1)));
        let mut staying = Box::pin(outcomes.of(allocation(2)));
        assert!(futures::poll!(&mut leaving).is_pending() && futures::poll!(&mut staying).is_pending());
        drop(leaving);
        assert_eq!(outcomes.still_waiting(), [allocation(2)]);
    }
}
