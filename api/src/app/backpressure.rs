//! How much work may wait before new work is refused.
//!
//! Past a limit on the ready work of one business, that business is told 429. Past the limit on all ready work,
//! everybody is told 503. Each answer says after how many seconds there will be room again, at the rate at which the
//! queue drains. Batches are refused earlier than single requests, so that the rest of the limit is for those.
//! Scheduled work counts only for batches that are to be scheduled as well: it takes room, but nobody's turn.
//!
//! A task samples the queue every second, and a request only compares numbers. So the limits are exceeded by what
//! arrives within a second, and by a batch that began below them: they protect the database, they are not accounts.
//! When the sample is old because the database does not answer, nobody is refused here; recording then fails with the
//! true reason.

mod moments;

pub use moments::Moment;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use clap::Args;
use domain::allocation;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::queue::{self, Backlog};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use self::moments::Moments;

use crate::app::holds::Holds;
use crate::http::refusal::Refusal;

/// How often the queue is sampled. A sample takes some milliseconds of one connection, 22 with 10,000 businesses that
/// have work.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// The age at which a sample refuses nobody any more.
const STALE_AFTER: Duration = Duration::from_secs(10);

/// The weight of the newest second in the drain rate: the rate is that of the last ten seconds or so.
const NEWEST_WEIGHT: f64 = 0.2;

/// A drain slower than this many jobs a second counts as none: the workers are stopped, or everything is paused.
const SLOWEST_DRAIN: f64 = 0.1;

/// The `Retry-After` when nothing drains: somebody has to act first.
const RETRY_AFTER_UNKNOWN_S: u64 = 60;

/// The longest `Retry-After`: nobody knows the rate of the hour after the next.
const LONGEST_RETRY_AFTER_S: f64 = 3_600.0;

/// The limits by default: a queue of some 6 GB, and several of the largest batches of a business.
const DEFAULT_MAX: u64 = 20_000_000;
const DEFAULT_MAX_PER_BUSINESS: u64 = 5_000_000;
const DEFAULT_INTERACTIVE_PERCENT: u8 = 20;

/// How much work may wait.
#[derive(Debug, Clone, Copy, Args)]
pub struct BacklogLimits {
    /// The most allocations that are ready, of all businesses, before new ones are refused with 503. A batch to be scheduled
    /// is refused when there are as many with those that are scheduled. Too high and the queue outgrows the database's
    /// memory and disk (some 300 bytes each); too low and bursts are refused that could have been worked off.
    #[arg(long, env = "PAYOUT_BACKLOG_MAX", default_value_t = DEFAULT_MAX, value_parser = clap::value_parser!(u64).range(1..))]
    pub backlog_max: u64,

    /// The most of one business, counted in the same way, before its new ones are refused with 429. A batch has up to 1 000 000.
    #[arg(long, env = "PAYOUT_BACKLOG_MAX_PER_BUSINESS", default_value_t = DEFAULT_MAX_PER_BUSINESS, value_parser = clap::value_parser!(u64).range(1..))]
    pub backlog_max_per_business: u64,

    /// How much of both limits is kept for single requests, in per cent: batches are refused that much earlier.
    #[arg(long, env = "PAYOUT_BACKLOG_INTERACTIVE_PERCENT", default_value_t = DEFAULT_INTERACTIVE_PERCENT, value_parser = clap::value_parser!(u8).range(0..=99))]
    pub backlog_interactive_percent: u8,
}

impl Default for BacklogLimits {
    fn default() -> Self {
        Self {
            backlog_max: DEFAULT_MAX,
            backlog_max_per_business: DEFAULT_MAX_PER_BUSINESS,
            backlog_interactive_percent: DEFAULT_INTERACTIVE_PERCENT,
        }
    }
}

/// What a business may want to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A single request.
    Single,
    /// A batch.
    Batch,
    /// A batch whose time is still to come.
    Scheduled,
}

/// Knows how much waits, and who may add to it; clones share it.
#[derive(Debug, Clone)]
pub struct Backpressure {
    /// What keeps payments from being made: looked at with each sample.
    pub holds: Holds,
    limits: BacklogLimits,
    sample: Arc<RwLock<Option<Sample>>>,
}

#[derive(Debug, Clone)]
struct Sample {
    backlog: Backlog,
    taken_at: Instant,
    departed: i64,
    /// Jobs a second; `None` after the first sample.
    drain: Option<f64>,
    moments: Moments,
}

/// The last sample, and those before it.
#[derive(Debug)]
pub struct Latest {
    /// What waits.
    pub backlog: Backlog,
    /// Jobs a second that leave the queue; `None` after the first sample.
    pub drain: Option<f64>,
    /// The last minutes, one a second, oldest first.
    pub moments: Vec<Moment>,
}

impl Backpressure {
    /// Nothing is sampled yet, and nobody is refused.
    pub fn new(limits: BacklogLimits) -> Self {
        Self { holds: Holds::default(), limits, sample: Arc::default() }
    }

    /// Whether `business` may add `work` now.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] or [`Refusal::Overloaded`].
    pub fn admit(&self, business: BusinessId, work: Work, now: Instant) -> Result<(), Refusal> {
        let sample = self.sample.read().unwrap_or_else(PoisonError::into_inner);
        let Some(sample) = &*sample else { return Ok(()) };
        if now.saturating_duration_since(sample.taken_at) > STALE_AFTER {
            return Ok(());
        }
        let share = match work {
            Work::Single => 1.0,
            Work::Batch | Work::Scheduled => 1.0 - f64::from(self.limits.backlog_interactive_percent) / 100.0,
        };
        let backlog = &sample.backlog;
        // A pause is known before the drain shows it: the rate still remembers what was before.
        let drain = sample.drain.filter(|_| !backlog.is_paused()).unwrap_or(0.0);
        // Scheduled work has no drain. If only that takes the backlog above a limit, nobody knows when there is room.
        let wait = |limit: f64, ready: f64, later: f64, drain: f64| match work {
            _ if ready >= limit => Some(retry_after_s(ready - limit, drain)),
            Work::Scheduled if ready + later >= limit => Some(RETRY_AFTER_UNKNOWN_S),
            _ => None,
        };
        if let Some(own) = backlog.businesses.get(&business) {
            let limit = self.limits.backlog_max_per_business as f64 * share;
            if let Some(retry_after_s) = wait(limit, own.ready, own.later, backlog.share(own, drain)) {
                return Err(Refusal::RateLimited { retry_after_s });
            }
        }
        let limit = self.limits.backlog_max as f64 * share;
        match wait(limit, backlog.ready, backlog.later, drain) {
            Some(retry_after_s) => Err(Refusal::Overloaded { retry_after_s }),
            None => Ok(()),
        }
    }

    /// What was sampled last; `None` before the first sample.
    pub fn latest(&self) -> Option<Latest> {
        let sample = self.sample.read().unwrap_or_else(PoisonError::into_inner);
        sample.as_ref().map(|sample| Latest {
            backlog: sample.backlog.clone(),
            drain: sample.drain,
            moments: sample.moments.all(),
        })
    }

    /// Samples the queue until `stop`.
    pub async fn watch(self, pool: PgPool, clock: Clock, stop: CancellationToken) {
        let sampling = async {
            loop {
                match self.ask(&pool, &clock).await {
                    Ok((backlog, departed)) => self.update(backlog, departed, Instant::now()),
                    Err(error) => tracing::debug!(%error, "cannot sample the backlog; trying again"),
                }
                tokio::time::sleep(SAMPLE_EVERY).await;
            }
        };
        stop.run_until_cancelled(sampling).await;
    }

    async fn ask(&self, pool: &PgPool, clock: &Clock) -> Result<(Backlog, i64), sqlx::Error> {
        let mut conn = pool.acquire().await?;
        let asked = async {
            let asked_at = Instant::now();
            self.holds.update(queue::standing(&mut conn, clock.now()).await?, asked_at);
            let ended = allocation::end_frozen_copies(&mut conn).await?;
            if ended > 0 {
                tracing::warn!(
                    ended,
                    "a process stood still while it recorded a batch: its transaction is ended"
                );
            }
            Ok((queue::backlog(&mut conn).await?, queue::departed(&mut conn).await?))
        }
        .await;
        if asked.is_err() {
            conn.close_on_drop();
        }
        asked
    }

    fn update(&self, backlog: Backlog, departed: i64, now: Instant) {
        let mut sample = self.sample.write().unwrap_or_else(PoisonError::into_inner);
        let drain = sample.as_ref().map(|before| {
            let seconds = now.saturating_duration_since(before.taken_at).as_secs_f64();
            // The count begins again at 0 when the database's statistics are reset.
            let newest = (departed - before.departed).max(0) as f64 / seconds.max(0.001);
            before.drain.map_or(newest, |drain| drain + (newest - drain) * NEWEST_WEIGHT)
        });
        let mut moments = sample.take().map(|before| before.moments).unwrap_or_default();
        let interactive = backlog.interactive;
        let bulk = (backlog.ready - interactive).max(0.0);
        moments.keep(Moment { interactive, bulk, drain: drain.unwrap_or(0.0) });
        *sample = Some(Sample { backlog, taken_at: now, departed, drain, moments });
    }
}

fn retry_after_s(excess: f64, drain: f64) -> u64 {
    if drain < SLOWEST_DRAIN {
        return RETRY_AFTER_UNKNOWN_S;
    }
    ((excess / drain).ceil().clamp(1.0, LONGEST_RETRY_AFTER_S)) as u64
}

#[cfg(test)]
mod tests;
