//! Hints between processes: "there is work", "there are outcomes". A hint is a NOTIFY without content. A lost hint
//! costs a poll, so nothing depends on hints.
//!
//! A NOTIFY takes a lock that serialises commits, so none is sent inside a transaction that matters. Instead, each
//! process has one task per channel. After the commit, the task sends a single NOTIFY on its own connection for all
//! hints that were given meanwhile. A caller that gives hints only now and then sends the NOTIFY together with its
//! COMMIT, in one message ([`Hints::with_commit`]). That NOTIFY is still a transaction of its own, and it waits for no
//! disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::platform::db;

/// The pause after a notification during which the next hint was given. A process that gives hints faster than
/// notifications travel is busy, and with the pause one notification covers more hints. A process that gives hints only
/// now and then does not wait: the pause would be a large part of a single payment's time (docs/benchmarks.md).
const DEBOUNCE: Duration = Duration::from_millis(2);

/// The minimum age of the last notification for the next one to travel with a COMMIT. About the time that a
/// notification travels.
const APART: Duration = Duration::from_micros(500);

/// How long to wait before listening again after the connection was lost.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// How long the server may take to confirm a notification before the connection is closed.
const SENT_WITHIN: Duration = Duration::from_secs(2);

/// How long a channel may be quiet before its connection is replaced: the old connection may be dead.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The sending side of a channel of hints. Clones share the channel.
#[derive(Debug, Clone)]
pub struct Hints(Arc<Channel>);

/// The receiving side of a channel of hints. A hint ends the wait of one clone, or the next wait if no clone is
/// waiting.
#[derive(Debug, Clone)]
pub struct Hinted(Arc<Channel>);

/// The state that the clones of one channel share.
#[derive(Debug, Default)]
struct Channel {
    given: Notify,
    /// When the last notification was sent.
    sent: Mutex<Option<Instant>>,
}

impl Channel {
    /// Records that a notification is sent at `now`. Returns the time since the previous one.
    fn sent_at(&self, now: Instant) -> Option<Duration> {
        let last = self.sent.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        last.map(|last| now.saturating_duration_since(last))
    }
}

impl Hints {
    /// Creates a channel of hints within this process.
    pub fn new() -> (Self, Hinted) {
        let channel = Arc::new(Channel::default());
        (Self(Arc::clone(&channel)), Hinted(channel))
    }

    /// Gives a hint.
    pub fn give(&self) {
        self.0.given.notify_one();
    }

    /// Returns whether the caller may send the notification itself, in one message with its COMMIT. It may not if the
    /// last notification was sent a moment ago. Then the caller gives a hint after its commit, and one notification
    /// covers several hints.
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

    /// Ends the wait of another clone, because there is more work than one clone can do.
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

/// Turns notifications on `channel` into hints of this process, until `stop`. Reconnects after every failure.
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
        // The channel may be quiet, or the connection dead. A new connection tells.
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
    async fn a_hint_wakes_one_waiter_that_may_pass_it_on() {
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
        assert!(futures::poll!(&mut *second).is_pending(), "one hint woke two waiters");
        clone.pass_on();
        assert!(second.await.0);
    }

    #[test]
    fn a_commit_sends_a_hint_unless_one_was_just_sent() {
        let ((hints, _), now) = (Hints::new(), Instant::now());
        assert!(hints.with_commit_at(now));
        assert!(!hints.clone().with_commit_at(now + APART / 2));
        assert!(hints.with_commit_at(now + APART * 2));
    }

    #[tokio::test]
    async fn hints_given_before_the_wait_count_as_one() {
        let (hints, hinted) = Hints::new();
        hints.give();
        hints.give();
        assert!(hinted.within(SOON).await);
        assert!(!hinted.within(NOW).await);
    }
}
