//! Taking mails under a lease: the source of an apalis worker's tasks ([`crate::backend`]). A lease makes a mail one
//! worker's until the lease ends.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::mails::{self, DueMail};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use super::smtp::SENT_WITHIN;
use crate::backend::{IdleWait, Source, jittered};
use crate::retry::DatabaseBackoff;
use crate::session::with_silence_limit;

/// How long after the mail was taken an attempt may begin. The lease also adds this time after the attempt, for
/// recording its result.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// The first and the longest wait after a poll that found nothing. There are no hints for mails, because a second does
/// not matter to a reader.
const IDLE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Limits the rate of the log line that taking mails failed.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// A mail under this process's lease.
#[derive(Debug, Clone)]
pub struct Leased {
    /// The mail.
    pub due: DueMail,
    /// The latest time at which the attempt may begin. When a frozen process wakes, another worker may have the mail,
    /// or its invitation may have ended.
    pub begins_until: Instant,
}

/// The source of mails that are due.
#[derive(Debug, Clone)]
pub struct Outbox {
    pool: PgPool,
    clock: Clock,
}

impl Outbox {
    /// Returns the source of the mails in the database of `pool`.
    pub const fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock }
    }

    async fn try_take(&self) -> Result<Option<Leased>, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let taken = with_silence_limit(self.take(&mut conn)).await;
        if taken.is_err() {
            // The connection may be in a transaction, or silent, so it is closed and not returned to the pool.
            conn.close_on_drop();
        }
        taken
    }

    async fn take(&self, conn: &mut PgConnection) -> Result<Option<Leased>, sqlx::Error> {
        let (begins_until, now) = (Instant::now() + LEASE_MARGIN, self.clock.now());
        let lease = TimeDelta::from_std(SENT_WITHIN + LEASE_MARGIN * 2).unwrap_or(TimeDelta::minutes(2));
        let mut transaction = conn.begin().await?;
        let due = mails::take(&mut transaction, now, now + lease).await?;
        transaction.commit().await?;
        Ok(due.map(|due| Leased { due, begins_until }))
    }
}

impl Source for Outbox {
    type Job = Leased;

    async fn next(&mut self) -> VecDeque<Leased> {
        let mut trouble = DatabaseBackoff::new();
        let mut wait = IdleWait::new(IDLE);
        loop {
            match self.try_take().await {
                Ok(Some(taken)) => return VecDeque::from([taken]),
                Ok(None) => {
                    trouble.reset();
                    tokio::time::sleep(jittered(wait.now(), &self.clock)).await;
                    wait.grow();
                }
                Err(error) => {
                    let say =
                        |suppressed| tracing::warn!(%error, suppressed, "taking mails failed; trying again");
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
            }
        }
    }
}
