//! A connection that is kept between units of work that follow one another closely.
//!
//! The pool clears what it is given back, and looks whether it is alive: two messages, while the server has the work's
//! own next steps to do. A connection whose transaction was committed needs neither. So it rests here for a moment, and
//! only one: the pool has the rest.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

/// How long it rests until it is given back. Not longer than the pool takes an idle connection to be alive.
const RESTS_FOR: Duration = Duration::from_millis(500);

/// How long it is kept at most. Then the pool may replace it.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// The place of one connection; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Kept(Arc<Mutex<Place>>);

/// A connection of the pool, and since when it is kept.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) conn: PoolConnection<Postgres>,
    since: Instant,
}

#[derive(Debug, Default)]
struct Place {
    resting: Option<(Held, Instant)>,
    /// Whether a task is there that gives it back.
    watched: bool,
}

impl Held {
    /// A connection that was just taken from the pool.
    pub(super) fn new(conn: PoolConnection<Postgres>) -> Self {
        Self { conn, since: Instant::now() }
    }
}

impl Kept {
    /// Takes the connection, if one rests here.
    pub(super) fn take(&self) -> Option<Held> {
        let (held, rests_since) = self.place().resting.take()?;
        // Otherwise it is given back: the pool asks it whether it is alive.
        (rests_since.elapsed() < RESTS_FOR).then_some(held)
    }

    /// Lets a connection of `pool` rest that is in no transaction. If another rests already, it is given back.
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

    /// Gives back what has rested long enough, or anything if `at_once`. Returns how long to wait for the next look, if
    /// there is to be one.
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

/// Gives the connection back when it has rested, or when the pool is closed, which waits for it.
async fn give_back(kept: Kept, pool: PgPool) {
    let mut wait = RESTS_FOR;
    loop {
        let closed = tokio::time::timeout(wait, pool.close_event()).await.is_ok();
        match kept.look(closed) {
            Some(next) => wait = next,
            None => return,
        }
    }
}
