//! Sampling: reads the gauges about the database every few seconds.

use std::time::Duration;

use domain::clock::Clock;
use domain::member::mails;
use domain::platform::health;
use domain::queue;
use domain::relocation;
use domain::restore;
use domain::steering;
use domain::throttle;
use domain::webhook;
use domain::withdrawal;
use sqlx::PgConnection;
use tokio::time::Instant;

use super::timer::Timer;
use crate::metrics;

/// How often the task runs.
const EVERY: Duration = Duration::from_secs(5);

/// A snapshot older than this is logged: it keeps dead rows, which slow down claims.
const OLD_SNAPSHOT_SECONDS: f64 = 60.0;

/// The task of sampling.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) timer: Timer,
    clock: Clock,
    /// When the count of jobs that have left the queue was last read, and that count.
    departed: Option<(Instant, i64)>,
}

impl Sample {
    pub(super) const fn new(clock: Clock) -> Self {
        Self { timer: Timer::every(EVERY), clock, departed: None }
    }

    pub(super) async fn run(&mut self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        restore::record_unchanged(conn).await?;
        let status = queue::status(conn, self.clock.now()).await?;
        metrics::queue(&status);
        let departed = (Instant::now(), queue::departed(conn).await?);
        if let Some((then, before)) = self.departed.replace(departed) {
            let rate = (departed.1 - before) as f64 / (departed.0 - then).as_secs_f64();
            metrics::drain(status.ready, rate);
        }
        metrics::oldest_pauses(steering::oldest(conn, self.clock.now()).await?);
        metrics::throttle_rates(&throttle::rates_in_force(conn).await?);
        metrics::withdrawals::unknown(withdrawal::lease::unknown(conn, self.clock.now()).await?);
        let snapshot = health::oldest_snapshot(conn).await?;
        if let Some(old) = snapshot.as_ref().filter(|snapshot| snapshot.age_seconds > OLD_SNAPSHOT_SECONDS) {
            tracing::warn!(
                pid = old.pid,
                application = old.application,
                user = old.user,
                age_seconds = old.age_seconds,
                "a session holds an old snapshot: dead rows cannot be removed, and claims slow down"
            );
        }
        metrics::mails::oldest_waiting(mails::oldest_waiting_age(conn, self.clock.now()).await?);
        let unfinished = relocation::oldest_complete_age(conn, self.clock.now()).await?;
        metrics::relocations::oldest_unfinished(unfinished);
        metrics::outbox(webhook::oldest_due_age(conn, self.clock.now()).await?);
        metrics::health(snapshot.as_ref(), &health::tables(conn).await?);
        Ok(())
    }
}
