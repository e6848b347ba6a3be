//! A connection that is kept between units of work in quick succession.
//!
//! The pool resets a returned connection and checks whether it is alive. That takes two messages, while the server
//! could already do the next unit's steps. A connection whose transaction was committed needs neither, so one such
//! connection is kept here for a moment. The pool has the others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

/// How long an idle connection is kept. It must not be longer than the pool trusts an idle connection to be alive.
const RESTS_FOR: Duration = Duration::from_millis(500);

/// The maximum age of a kept connection. After it the pool may replace the connection.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// The place for one connection. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct KeptConnection(Arc<Mutex<Place>>);

/// A connection of the pool, and the time since which it is kept.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) conn: PoolConnection<Postgres>,
    since: Instant,
}

#[derive(Debug, Default)]
struct Place {
    resting: Option<(Held, Instant)>,
    /// Whether a task runs that returns the connection.
    watched: bool,
}

impl Held {
    /// Wraps a connection that was just taken from the pool.
    pub(super) fn new(conn: PoolConnection<Postgres>) -> Self {
        Self { conn, since: Instant::now() }
    }
}

impl KeptConnection {
    /// Takes the connection, if one is kept here.
    pub(super) fn take(&self) -> Option<Held> {
        let (held, rests_since) = self.place().resting.take()?;
        // An older connection is dropped, which returns it to the pool, and the pool checks whether it is alive.
        (rests_since.elapsed() < RESTS_FOR).then_some(held)
    }

    /// Keeps a connection of `pool` that is in no transaction. If another is kept already, `held` returns to the pool.
    pub(super) fn put(&self, held: Held, pool: &PgPool) {
        let mut place = self.place();
        if place.resting.is_some() || held.since.elapsed() >= KEPT_FOR {
            return;
        }
        place.resting = Some((held, Instant::now()));
        if !place.watched {
            place.watched = true;
            tokio::spawn(give_back(self.clone(), pool.clone()));
        }
    }

    /// Returns a connection that is idle for long enough to the pool, or any if `at_once`. The result is the wait until
    /// the next look, or `None` if no more is needed.
    fn look(&self, at_once: bool) -> Option<Duration> {
        let mut place = self.place();
        let rests = place.resting.as_ref().map(|(_, since)| RESTS_FOR.saturating_sub(since.elapsed()));
        let next = rests.filter(|rests| !at_once && !rests.is_zero());
        if next.is_none() {
            place.resting = None;
            place.watched = false;
        }
        next
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the connection when it has been idle for long enough, or when the pool closes, which waits for it.
async fn give_back(kept: KeptConnection, pool: PgPool) {
    let mut wait = RESTS_FOR;
    loop {
        let closed = tokio::time::timeout(wait, pool.close_event()).await.is_ok();
        match kept.look(closed) {
            Some(next) => wait = next,
            None => return,
        }
    }
}
