//! The leader: the upkeep that one process does for all, such as sweeping the queue, sampling gauges and checking the
//! books.
//!
//! The process that holds the [`lease`] leads. When it dies, another process takes the lease within seconds. A process
//! that loses the lease stops at once. The [`schedule`] says what the leader does, and when. The work is safe even if
//! two processes do it at once.

pub mod checks;
mod lease;
pub mod retention;
mod sample;
mod schedule;
mod sweep;
mod timer;

use std::time::Duration;

use chrono::TimeDelta;
use domain::cell::Cell;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::platform::hints::Hints;
use domain::platform::pace::Pace;
use domain::withdrawal::methods::Methods;
use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::checks::Checks;
use self::lease::{Lease, TICK};
use self::retention::Retention;
use self::sample::Sample;
use self::schedule::Schedule;
use self::sweep::Sweep;
use crate::metrics;
use crate::restore::Asking;
use crate::retry::DatabaseBackoff;

/// The settings of the leader.
#[derive(Debug, Clone)]
pub struct Leading {
    /// The URL of the database.
    pub database_url: SecretString,
    /// The time, and the source of this process's id as a holder of the lease.
    pub clock: Clock,
    /// Sends hints to the workers when jobs become ready.
    pub work: Hints,
    /// How long events are kept.
    pub keep_events_for: TimeDelta,
    /// The providers, if the leader is to ask them after a failover.
    pub asks: Option<Methods>,
    /// The other cells. The providers list their orders as well.
    pub others: Vec<Cell>,
    /// How often the books are checked; `None` for never.
    pub verify_every: Option<Duration>,
}

struct Leader {
    database_url: SecretString,
    lease: Lease,
    /// When this process began to lead; `None` while it does not lead.
    leads: Option<Instant>,
    schedule: Schedule,
}

/// Does the leader's work whenever this process holds the lease, until `stop`. Then gives up the lease.
pub async fn lead(settings: Leading, stop: CancellationToken) {
    let mut leader = Leader::new(settings);
    let mut trouble = DatabaseBackoff::new();
    let pace = Pace::new();
    while !stop.is_cancelled() {
        let Some(ended) = stop.run_until_cancelled(leader.run(&mut trouble)).await else { break };
        let Err(error) = ended;
        // The process may still be the leader. Until it reads again, the metrics show how old its last samples are.
        if let Some(leads) = leader.leads {
            leader.schedule.report_age(leads);
        }
        leader.schedule.stop();
        metrics::leader(false);
        let wait = trouble.next();
        if let Some(suppressed) = trouble.line_due(&pace) {
            tracing::warn!(%error, suppressed, "the leader's connection failed; trying again");
        }
        let _stopped = tokio::time::timeout(wait, stop.cancelled()).await;
    }
    leader.follow();
    leader.lease.resign(&leader.database_url).await;
}

impl Leader {
    fn new(settings: Leading) -> Self {
        let Leading { database_url, clock, work, keep_events_for, asks, others, verify_every } = settings;
        Self {
            lease: Lease::of(clock.id()),
            leads: None,
            schedule: Schedule {
                asking: Asking::new(database_url.clone(), others, asks, clock.clone()),
                sweep: Sweep::new(clock.clone(), work),
                sample: Sample::new(clock.clone()),
                retention: Retention::new(clock.clone(), keep_events_for),
                checks: Checks::new(verify_every),
                database_url: database_url.clone(),
                clock,
            },
            database_url,
        }
    }

    async fn run(&mut self, trouble: &mut DatabaseBackoff) -> Result<std::convert::Infallible, sqlx::Error> {
        let url = &self.database_url;
        let (mut renewing, mut conn) =
            tokio::try_join!(db::connect(url, Role::Worker), db::connect(url, Role::Worker))?;
        loop {
            if self.lease.hold(&mut renewing).await? {
                let leads = *self.leads.get_or_insert_with(Instant::now);
                metrics::leader(true);
                tokio::select! {
                    ticked = self.schedule.tick(&mut conn, leads) => ticked?,
                    lost = self.lease.lost(&mut renewing) => return Err(lost),
                }
            } else {
                self.follow();
            }
            trouble.reset();
            tokio::time::sleep(TICK).await;
        }
    }

    /// Records that this process does not lead.
    fn follow(&mut self) {
        if self.leads.take().is_some() {
            metrics::ages(Duration::ZERO, None);
        }
        self.schedule.stop();
        metrics::leader(false);
    }
}
