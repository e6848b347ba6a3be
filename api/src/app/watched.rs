//! The state of the whole system for the console, shared by all operators who watch.
//!
//! [`crate::app::backpressure`] samples the queue each second anyway, so the console reads the queue's numbers and its
//! history from there. All else costs as much as the leader's sample of the metrics, and is as frequent ([`EVERY`]). It
//! runs once per process, and only while an operator has the console open.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::held::HeldBy;
use domain::ledger::books::{self, StoredFinding};
use domain::platform::health::{self, OldestSnapshot, TableHealth};
use domain::platform::lease::{self, LEADER};
use domain::queue::{self, QueueStatus};
use domain::steering;
use domain::webhook;
use domain::withdrawal::{self, lease::UnknownOutcomes, read};
use sqlx::PgConnection;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::http::refusal::Refusal;

/// How long a view is shown before the next look.
const EVERY: Duration = Duration::from_secs(5);

/// The state of the whole system at one moment.
#[derive(Debug)]
pub struct Watched {
    /// The time of the look.
    pub at: DateTime<Utc>,
    /// The state of the queue.
    pub queue: QueueStatus,
    /// The worker that leads, if there is one.
    pub leader: Option<Uuid>,
    /// The number of sessions that workers have open on the database.
    pub worker_sessions: i64,
    /// The number of businesses whose payouts are switched off. Their payments are held too, but they are not among the
    /// pauses.
    pub switched_off: i64,
    /// The number of withdrawals that wait for a person, counted up to a limit.
    pub by_hand: i64,
    /// The withdrawals with an unknown outcome.
    pub unknown: UnknownOutcomes,
    /// The age of the oldest due webhook delivery, in seconds.
    pub webhooks_due_age_seconds: f64,
    /// What holds all webhook deliveries, if anything does.
    pub webhooks_held: Option<HeldBy>,
    /// The session with the oldest snapshot, if this process may see it.
    pub snapshot: Option<OldestSnapshot>,
    /// The vacuum state of the tables that change often.
    pub tables: Vec<TableHealth>,
    /// The results of the last check of the books.
    pub books: Vec<StoredFinding>,
}

/// The time of the last look, and its result.
type LastLook = (Instant, Result<Arc<Watched>, Refusal>);

/// The last view. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct WatchedCache(Arc<Mutex<Option<LastLook>>>);

impl WatchedCache {
    /// Returns a view that is younger than [`EVERY`], or runs `look`. Callers that arrive meanwhile wait for that look.
    /// A failed look is kept just as long, so that it is not repeated sooner.
    ///
    /// # Errors
    /// The error of the look.
    pub async fn seen(
        &self,
        look: impl Future<Output = Result<Watched, Refusal>>,
    ) -> Result<Arc<Watched>, Refusal> {
        let mut seen = self.0.lock().await;
        if let Some((at, watched)) = &*seen
            && at.elapsed() < EVERY
        {
            return watched.clone();
        }
        let watched = look.await.map(Arc::new);
        *seen = Some((Instant::now(), watched.clone()));
        watched
    }

    /// Forgets the view, because this process has just changed the state.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

/// Looks at the whole system.
///
/// # Errors
/// If the database fails.
pub async fn look(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Watched, sqlx::Error> {
    Ok(Watched {
        at: now,
        queue: queue::status(conn, now).await?,
        leader: lease::holder(conn, LEADER).await?.map(|(holder, _)| holder),
        worker_sessions: health::worker_sessions(conn).await?,
        switched_off: steering::switched_off(conn).await?,
        by_hand: read::count_waiting_for_a_person(conn).await?,
        unknown: withdrawal::lease::unknown(conn, now).await?,
        webhooks_due_age_seconds: webhook::oldest_due_age(conn, now).await?,
        webhooks_held: webhook::held(conn).await?,
        snapshot: health::oldest_snapshot(conn).await?,
        tables: health::tables(conn).await?,
        books: books::kept(conn).await?,
    })
}
