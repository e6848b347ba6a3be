//! Hints between processes: "there is work", "there are outcomes". A hint is a NOTIFY without content; losing one
//! costs a poll, so nothing rests on it.
//!
//! A NOTIFY takes a lock that serialises commits, so none is ever sent inside a transaction that matters: after the
//! commit, one task per process and channel sends at most one every few milliseconds on a connection of its own.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db;

/// The least time between two notifications of one process on one channel.
const DEBOUNCE: Duration = Duration::from_millis(2);

/// How long to wait before listening again after the connection was lost.
const RECONNECT_AFTER: Duration = Duration::from_millis(500);

/// How long the server may be silent about a notification before its connection is given up.
const SENT_WITHIN: Duration = Duration::from_secs(2);

/// How long a channel may be quiet before it is listened to on a new connection, in case the old one is dead.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Where hints are given; clones give to the same channel.
#[derive(Debug, Clone)]
pub struct Hints(watch::Sender<u64>);

/// Where hints arrive. A hint that came since the last wait ends the next one at once.
#[derive(Debug, Clone)]
pub struct Hinted(watch::Receiver<u64>);

impl Hints {
    /// A source of hints, and where they arrive in this process.
    pub fn new() -> (Self, Hinted) {
        let (sender, receiver) = watch::channel(0);
        (Self(sender), Hinted(receiver))
    }

    /// Gives a hint.
    pub fn give(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl Hinted {
    /// Waits for a hint, at most `limit`. Whether one came.
    pub async fn within(&mut self, limit: Duration) -> bool {
        match tokio::time::timeout(limit, self.0.changed()).await {
            Ok(Ok(())) => true,
            // Nobody is left to give any: the poll is all there is.
            Ok(Err(_)) => {
                tokio::time::sleep(limit).await;
                false
            }
            Err(_) => false,
        }
    }
}

/// Turns this process's hints into notifications on `channel`, until `stop`.
pub async fn send(pool: PgPool, channel: &'static str, mut hinted: Hinted, stop: CancellationToken) {
    while stop.run_until_cancelled(hinted.0.changed()).await.is_some_and(|changed| changed.is_ok()) {
        let Some(sent) = stop.run_until_cancelled(notify(&pool, channel)).await else { return };
        if let Err(error) = sent {
            tracing::debug!(%error, channel, "a hint was not sent; the poll will find the work");
        }
        tokio::time::sleep(DEBOUNCE).await;
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
    // What was notified before the LISTEN took effect.
    hints.give();
    loop {
        // Quiet, or silent? A new connection tells.
        let heard = tokio::time::timeout(LISTEN_AGAIN_AFTER, listener.recv()).await;
        heard.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        hints.give();
        metrics::counter!("payout_wakeups_total", "source" => "hint").increment(1);
    }
}
