//! Requests that wait for what becomes of their allocations.
//!
//! One task per process asks the database for all that wait, in one query, when a claim hints at outcomes or a poll is
//! due, and wakes those that are finished. Nothing rests on the hints. While nobody waits, nothing is asked.

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

/// How long a client waits for its outcome by default: well below the time-outs of clients and proxies.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(10);

/// How long an outcome may be unseen when its hint was lost.
const POLL: Duration = Duration::from_millis(50);

/// How long to wait before asking again when the database did not answer.
const RETRY: Duration = Duration::from_millis(250);

/// How long the database may be silent before it is asked on another connection.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long the connection is kept after the last one that waited, and how long at most: then the pool may replace it.
const KEPT_FOR: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// How many allocations one query asks for.
const ASKED_AT_ONCE: usize = 1_000;

/// The requests that wait, and what for; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Outcomes(Arc<Registry>);

#[derive(Debug, Default)]
struct Registry {
    waiting: Mutex<HashMap<Waiting, watch::Sender<Option<Progress>>>>,
    somebody: Notify,
}

impl Outcomes {
    /// Waits until `allocation` is no longer pending. Call it after the allocation is recorded, because one that is not
    /// recorded counts as gone. Dropping the future ends the wait.
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

    /// Answers the requests that wait, until `stop`. `hinted` gets a hint when there may be outcomes.
    pub async fn watch(self, pool: PgPool, hinted: Hinted, stop: CancellationToken) {
        stop.run_until_cancelled(self.answer(pool, hinted)).await;
    }

    async fn answer(self, pool: PgPool, hinted: Hinted) {
        // Kept while somebody waits: to take it from the pool and give it back is more work than the question.
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
            // Those that came during the wait as well: the hint may be theirs.
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

/// Asks on the connection that is kept, or a new one. One that fails is closed.
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

/// How far allocations have come. An allocation that is found is evidence. That one is gone counts only if the server
/// shows that it can write: a server that was left behind does not have it yet, or never will, while it is paid
/// elsewhere.
///
/// # Errors
/// When the database fails, or cannot write and does not have one of them.
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
    async fn all_that_wait_for_the_same_are_told_once_it_is_finished() {
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
    async fn who_leaves_is_forgotten() {
        let outcomes = Outcomes::default();
        let mut leaving = Box::pin(outcomes.of(allocation(1)));
        let mut staying = Box::pin(outcomes.of(allocation(2)));
        assert!(futures::poll!(&mut leaving).is_pending() && futures::poll!(&mut staying).is_pending());
        drop(leaving);
        assert_eq!(outcomes.still_waiting(), [allocation(2)]);
    }
}
