//! Hints between processes: "there is work", "there are outcomes". A hint is a NOTIFY without content. Losing one costs
//! a poll, so nothing rests on it.
//!
//! A NOTIFY takes a lock that serialises commits, so none is sent inside a transaction that matters. After the commit,
//! one task for each process and channel sends a single NOTIFY, on a connection of its own, for all hints that were
//! given meanwhile. Whoever gives hints now and then sends the NOTIFY with its COMMIT instead, in one message
//! ([`Hints::with_commit`]): a transaction of its own all the same, which waits for no disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::platform::db;

/// The pause after a notification during which the next hint was given. A process that gives hints faster than they
/// travel is busy, and the next notification stands for more of them. Whoever gives hints now and then waits for no
/// pause, which would be a good part of a single payment's time (docs/benchmarks.md).
const DEBOUNCE: Duration = Duration::from_millis(2);

/// How long ago the last notification must be for the next one to travel with a COMMIT. About as long as one travels.
const APART: Duration = Duration::from_micros(500);

/// How long to wait before listening again after the connection was lost.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// How long the server may be silent about a notification before its connection is given up.
const SENT_WITHIN: Duration = Duration::from_secs(2);

/// How long a channel may be quiet before it is listened to on a new connection: the old one may be dead.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Where hints are given; clones give to the same channel.
#[derive(Debug, Clone)]
pub struct Hints(Arc<Channel>);

/// Where hints arrive. A hint ends the wait of one of the clones, or the next wait at once.
#[derive(Debug, Clone)]
pub struct Hinted(Arc<Channel>);

/// What the clones of one channel share.
#[derive(Debug, Default)]
struct Channel {
    given: Notify,
    /// When the last notification was sent.
    sent: Mutex<Option<Instant>>,
}

impl Channel {
    /// Notes that a notification is sent at `now`. Returns how long before the last one was.
    fn sent_at(&self, now: Instant) -> Option<Duration> {
        let last = self.sent.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        last.map(|last| now.saturating_duration_since(last))
    }
}

impl Hints {
    /// A source of hints, and where they arrive in this process.
    pub fn new() -> (Self, Hinted) {
        let channel = Arc::new(Channel::default());
        (Self(Arc::clone(&channel)), Hinted(channel))
    }

    /// Gives a hint.
    pub fn give(&self) {
        self.0.given.notify_one();
    }

    /// Whether the caller may send the notification itself, in one message with the COMMIT that it is about. Not if
    /// the last notification is hardly sent: then the caller gives a hint after its commit, and one notification
    /// stands for several.
    pub fn with_commit(&self) -> bool {
        self.with_commit_at(Instant::now())
    }

    fn with_commit_at(&self, now: Instant) -> bool {
        self.0.sent_at(now).is_none_or(|ago| ago >= APART)
    }
}

impl Hinted {
    /// Waits for a hint, for `limit` at most. Returns whether one came.
    pub async fn within(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.0.given.notified()).await.is_ok()
    }

    /// Ends the wait of another of the clones, because there is more work than one of them can do.
    pub fn pass_on(&self) {
        self.0.given.notify_one();
    }
}

/// Turns this process's hints into notifications on `channel`, until `stop`.
pub async fn send(pool: PgPool, channel: &'static str, hinted: Hinted, stop: CancellationToken) {
    while stop.run_until_cancelled(hinted.0.given.notified()).await.is_some() {
        hinted.0.sent_at(Instant::now());
        let Some(sent) = stop.run_until_cancelled(notify(&pool, channel)).await else { return };
        if let Err(error) = sent {
            tracing::debug!(%error, channel, "a hint was not sent; the poll will find the work");
        }
        if hinted.0.given.notified().now_or_never().is_some() {
            hinted.0.given.notify_one();
            tokio::time::sleep(DEBOUNCE).await;
        }
    }
}

async fn notify(pool: &PgPool, channel: &str) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    let sent = tokio::time::timeout(SENT_WITHIN, db::notify(&mut conn, channel)).await;
    let sent = sent.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if sent.is_err() {
        conn.close_on_drop();
    }
    sent
}

/// Turns notifications on `channel` into hints of this process, until `stop`. Reconnects for ever.
pub async fn receive(pool: PgPool, channel: &'static str, hints: Hints, stop: CancellationToken) {
    let listening = async {
        loop {
            let Err(error) = listen(&pool, channel, &hints).await;
            tracing::debug!(%error, channel, "listening for hints was interrupted; polling meanwhile");
            tokio::time::sleep(RECONNECT_AFTER).await;
        }
    };
    stop.run_until_cancelled(listening).await;
}

async fn listen(
    pool: &PgPool,
    channel: &str,
    hints: &Hints,
) -> Result<std::convert::Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(channel).await?;
    // A hint for what was notified before the LISTEN took effect.
    hints.give();
    loop {
        // Quiet, or silent? A new connection tells.
        let heard = tokio::time::timeout(LISTEN_AGAIN_AFTER, listener.recv()).await;
        heard.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        hints.give();
        metrics::counter!("payout_wakeups_total", "source" => "hint").increment(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const NOW: Duration = Duration::ZERO;

    #[tokio::test]
    async fn a_hint_wakes_one_who_may_pass_it_on() {
        let (hints, hinted) = Hints::new();
        let mut waits = [hinted.clone(), hinted.clone()].map(|clone| {
            Box::pin(async move {
                let woken = clone.within(SOON).await;
                (woken, clone)
            })
        });
        for wait in &mut waits {
            assert!(futures::poll!(wait).is_pending());
        }
        let [first, second] = &mut waits;
        hints.give();
        let (woken, clone) = first.await;
        assert!(woken);
        assert!(futures::poll!(&mut *second).is_pending(), "one hint woke two");
        clone.pass_on();
        assert!(second.await.0);
    }

    #[test]
    fn a_commit_takes_a_hint_along_unless_one_was_just_sent() {
        let ((hints, _), now) = (Hints::new(), Instant::now());
        assert!(hints.with_commit_at(now));
        assert!(!hints.clone().with_commit_at(now + APART / 2));
        assert!(hints.with_commit_at(now + APART * 2));
    }

    #[tokio::test]
    async fn hints_that_come_before_the_wait_are_one() {
        let (hints, hinted) = Hints::new();
        hints.give();
        hints.give();
        assert!(hinted.within(SOON).await);
        assert!(!hinted.within(NOW).await);
    }
}
