//! Taking mails under a lease: the source of an apalis worker's tasks ([`crate::backend`]).

use std::collections::VecDeque;
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::member::mails::{self, Due};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;

use super::smtp::SENT_WITHIN;
use crate::backend::{IdleWait, Source, jittered};
use crate::retry::DatabaseBackoff;
use crate::session::answered;

/// How much longer than an attempt a lease lasts, for recording its result. An attempt is begun within as long after the mail was
/// taken, or not at all.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// The first and the longest wait after a poll that found nothing. There are no hints for mails: a second is nothing to a reader.
const IDLE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// The pace of the log line that mails cannot be taken.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// A mail under this process's lease.
#[derive(Debug, Clone)]
pub struct Leased {
    /// The mail.
    pub due: Due,
    /// The time until which it may be begun. When a process was frozen with a mail and wakes, the mail may be another's, or its
    /// invitation over.
    pub begins_until: Instant,
}

/// The mails that are due.
#[derive(Debug, Clone)]
pub struct Outbox {
    pool: PgPool,
    clock: Clock,
}

impl Outbox {
    /// The mails of the database behind `pool`.
    pub const fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock }
    }

    async fn try_take(&self) -> Result<Option<Leased>, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let taken = answered(self.take(&mut conn)).await;
        if taken.is_err() {
            // It may be in a transaction, or silent: it is closed, and not given back.
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
                    let say = |more| tracing::warn!(%error, more, "taking mails failed; trying again");
                    trouble.wait_out(TROUBLE.here(), say).await;
                }
            }
        }
    }
}
