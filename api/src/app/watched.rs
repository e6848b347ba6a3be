//! What the console shows of the whole, shared by all who watch.
//!
//! The queue is sampled each second for [`crate::app::backpressure`] anyway: its numbers and its last minutes are read from
//! there. What else is shown costs what the leader's sample of the metrics costs ([`EVERY`] is its pace as well), once for the
//! process, and only while somebody asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::held::HeldBy;
use domain::ledger::books::{self, Kept};
use domain::platform::health::{self, OldestSnapshot, TableHealth};
use domain::platform::lease::{self, LEADER};
use domain::queue::{self, QueueStatus};
use domain::steering;
use domain::webhook;
use domain::withdrawal::{self, lease::Unknown, read};
use sqlx::PgConnection;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::http::refusal::Refusal;

/// How long what was seen is shown before it is looked at again.
const EVERY: Duration = Duration::from_secs(5);

/// The state of the whole, at one moment.
#[derive(Debug)]
pub struct Watched {
    /// When.
    pub at: DateTime<Utc>,
    /// The queue.
    pub queue: QueueStatus,
    /// The worker that leads.
    pub leader: Option<Uuid>,
    /// Sessions of workers on the database.
    pub worker_sessions: i64,
    /// Businesses whose payouts are switched off: they are held as well, and are no pauses in force.
    pub switched_off: i64,
    /// Withdrawals that wait for a person; counted up to a limit.
    pub by_hand: i64,
    /// Withdrawals of which nobody knows what became of them.
    pub unknown: Unknown,
    /// For how many seconds the delivery of a webhook has been due that has been due longest.
    pub webhooks_due_age_seconds: f64,
    /// What holds all deliveries.
    pub webhooks_held: Option<HeldBy>,
    /// The session whose snapshot is the oldest, if this process may see it.
    pub snapshot: Option<OldestSnapshot>,
    /// How the changing tables are kept.
    pub tables: Vec<TableHealth>,
    /// What the last check of the books found.
    pub books: Vec<Kept>,
}

/// When it was looked at last, and what was seen.
type Seen = (Instant, Result<Arc<Watched>, Refusal>);

/// What was seen last; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Watching(Arc<Mutex<Option<Seen>>>);

impl Watching {
    /// What was seen within [`EVERY`], or else what `look` sees now: who comes meanwhile waits for that look. One that failed
    /// is not repeated sooner either.
    ///
    /// # Errors
    /// That of the look.
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

    /// What was seen is no longer so: somebody has just changed it here.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

/// Looks at the whole.
///
/// # Errors
/// When the database fails.
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
