//! The leader: upkeep that one process does at a time, such as sweeping the queue, sampling gauges and checking the
//! books.
//!
//! The process that holds the [`lease`] leads. When it dies, another takes the lease within seconds. A process that has
//! lost the lease stops where it is. The [`schedule`] says what the leader does, and when. The work is safe even if two
//! do it at once.

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

/// What leading needs.
#[derive(Debug, Clone)]
pub struct Leading {
    /// The URL of the database.
    pub database_url: SecretString,
    /// The time, and the id of this process as a holder.
    pub clock: Clock,
    /// Tells workers that jobs became ready.
    pub work: Hints,
    /// How long events are kept.
    pub keep_events_for: TimeDelta,
    /// The providers, if they are to be asked after a failover.
    pub asks: Option<Methods>,
    /// The other cells, whose orders those providers list as well.
    pub others: Vec<Cell>,
    /// How often the books are checked; `None` for never.
    pub verify_every: Option<Duration>,
}

struct Leader {
    database_url: SecretString,
    lease: Lease,
    /// When it began to lead; `None` while it does not.
    leads: Option<Instant>,
    schedule: Schedule,
}

/// Leads whenever this process holds the lease, until `stop`. Then gives the lease up.
pub async fn lead(settings: Leading, stop: CancellationToken) {
    let mut leader = Leader::new(settings);
    let mut trouble = DatabaseBackoff::new();
    let pace = Pace::new();
    while !stop.is_cancelled() {
        let Some(ended) = stop.run_until_cancelled(leader.run(&mut trouble)).await else { break };
        let Err(error) = ended;
        // It goes on as the leader if it can. What it could not read grows old meanwhile.
        if let Some(leads) = leader.leads {
            leader.schedule.report_age(leads);
        }
        leader.schedule.stop();
        metrics::leader(false);
        let wait = trouble.next();
        if let Some(more) = trouble.line_due(&pace) {
            tracing::warn!(%error, more, "the leader's connection failed; trying again");
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

    /// Notes that this process does not lead, or no longer.
    fn follow(&mut self) {
        if self.leads.take().is_some() {
            metrics::ages(Duration::ZERO, None);
        }
        self.schedule.stop();
        metrics::leader(false);
    }
}
