//! Removes old rows: events with their deliveries and log, idempotency keys, counts of sign-in attempts that limit
//! nobody any more, finished sign-ins, and usage. It does so in small transactions, so that nothing waits for it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::idempotency::{self, KEPT_FOR};
use domain::member::rates;
use domain::oidc::sign_ins;
use domain::usage::{self, KEPT_DAYS};
use domain::webhook;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use super::timer::Timer;

/// How many rows of each table one transaction removes, at most.
const STEP: i64 = 2_000;

/// How often the task runs.
const EVERY: Duration = Duration::from_secs(10);

/// How long one run lasts, at most. It is well within the leader's lease.
const AT_MOST: Duration = Duration::from_secs(1);

/// The task of removing old rows.
#[derive(Debug)]
pub(super) struct Retention {
    pub(super) timer: Timer,
    clock: Clock,
    keep_events_for: TimeDelta,
}

impl Retention {
    pub(super) const fn new(clock: Clock, keep_events_for: TimeDelta) -> Self {
        Self { timer: Timer::every(EVERY), clock, keep_events_for }
    }

    pub(super) async fn run(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        remove_old(conn, self.keep_events_for, self.clock.now()).await
    }
}

/// Removes events older than `keep_events_for`, idempotency keys older than [`KEPT_FOR`], sign-in attempts that no
/// longer count, finished sign-ins, and usage of days more than [`KEPT_DAYS`] ago. The next run continues where this
/// one stops.
///
/// # Errors
/// Returns an error when the database fails.
pub async fn remove_old(
    conn: &mut PgConnection,
    keep_events_for: TimeDelta,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let until = Instant::now() + AT_MOST;
    loop {
        let mut transaction = conn.begin().await?;
        let events = webhook::remove_old(&mut transaction, now - keep_events_for, STEP).await?;
        let keys = idempotency::remove_old(&mut transaction, now - KEPT_FOR, STEP).await?;
        let rates = rates::remove_old(&mut transaction, now, STEP).await?;
        let sign_ins = sign_ins::remove_old(&mut transaction, now, STEP).await?;
        let first_kept = (now - TimeDelta::days(KEPT_DAYS - 1)).date_naive();
        let used = usage::remove_old(&mut transaction, first_kept, STEP).await?;
        transaction.commit().await?;
        if !(events || keys || rates || sign_ins || used) || Instant::now() >= until {
            return Ok(());
        }
    }
}
