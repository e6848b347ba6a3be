//! Sweeps the queue: makes due jobs ready, and repairs the ring.

use std::time::Duration;

use domain::ahead::{self, Clamped};
use domain::clock::Clock;
use domain::platform::db;
use domain::platform::hints::Hints;
use domain::queue;
use domain::relocation;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use super::timer::Timer;

/// How long one sweep lasts, at most. It is well within the leader's lease.
const AT_MOST: Duration = Duration::from_secs(2);

/// How often the sweep looks for jobs below the bound of their business, where claims do not look, or of an idle
/// business. They are rare: an upload may commit after a younger upload of its business was claimed. The look reads all
/// that claims skip.
const LOWER_EVERY: Duration = Duration::from_secs(5);

/// For how many claimed businesses one look waits, at most. A claim takes tens of milliseconds.
const MOST_BUSY: usize = 10;

/// How often the sweep looks for times that are further in the future than any process writes them. Somebody waits for
/// each of them.
const PUT_BACK_EVERY: Duration = Duration::from_secs(5);

/// The task of sweeping.
#[derive(Debug)]
pub(super) struct Sweep {
    clock: Clock,
    /// Sends hints to the workers when jobs become ready.
    work: Hints,
    lower: Timer,
    put_back: Timer,
}

impl Sweep {
    pub(super) const fn new(clock: Clock, work: Hints) -> Self {
        Self { clock, work, lower: Timer::every(LOWER_EVERY), put_back: Timer::every(PUT_BACK_EVERY) }
    }

    pub(super) async fn run(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.put_back.is_due() {
            self.put_back(conn).await?;
            self.put_back.restart();
        }
        self.end_lapsed_holds(conn).await?;
        let until = Instant::now() + AT_MOST;
        loop {
            let now = self.clock.now();
            let mut transaction = conn.begin().await?;
            let swept = queue::sweep(&mut transaction, now).await?;
            transaction.commit().await?;
            let mut transaction = conn.begin().await?;
            let released = queue::release(&mut transaction, now).await?;
            transaction.commit().await?;
            // Jobs that were queued again are older than jobs claimed since, so they may be below a bound.
            let queued_again = swept.readied > 0 || swept.added > 0 || released;
            if queued_again || self.lower.is_due() {
                let mut transaction = conn.begin().await?;
                queue::lower_bounds(&mut transaction).await?;
                transaction.commit().await?;
                lower_busy_bounds(conn).await?;
                self.lower.restart();
            }
            if queued_again {
                tracing::debug!(?swept, released, "the queue was swept");
                self.work.give();
            }
            let more = released || swept.readied == queue::MAX_READIED;
            if !more || Instant::now() >= until {
                return Ok(());
            }
        }
    }

    /// Ends the holds of businesses whose move was interrupted.
    async fn end_lapsed_holds(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        // One statement is its own transaction.
        let ended = relocation::end_lapsed_holds(conn).await?;
        if ended > 0 {
            tracing::warn!(
                ended,
                "a business was held too long for its move, so the hold ended and this cell serves it again"
            );
            self.work.give();
        }
        Ok(())
    }

    /// Moves times back that are too far in the future.
    async fn put_back(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let mut transaction = conn.begin().await?;
        let put_back = ahead::clamp_to_now(&mut transaction, self.clock.now()).await?;
        transaction.commit().await?;
        if put_back != Clamped::default() {
            tracing::warn!(?put_back, "stored times were too far in the future, and were moved back");
            self.work.give();
        }
        Ok(())
    }
}

/// Lowers the bounds of businesses that were in a claim, each once its claim has ended. If a claim takes longer than
/// the lock time-out, the look ends, and the next one tries again.
async fn lower_busy_bounds(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    for _ in 0..MOST_BUSY {
        let mut transaction = conn.begin().await?;
        match queue::lower_a_busy_bound(&mut transaction).await {
            Ok(true) => transaction.commit().await?,
            Ok(false) => return transaction.commit().await,
            Err(error) if db::is_lock_timeout(&error) => return transaction.rollback().await,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
