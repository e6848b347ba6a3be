//! Backpressure: limits how much work may wait before new work is refused.
//!
//! Above the limit for the ready work of one business, that business gets 429. Above the limit for all ready work,
//! everybody gets 503. `Retry-After` estimates when there is room again from the rate at which the queue drains.
//! Batches are refused earlier than single requests, so that the rest of the limit is kept for single requests.
//! Scheduled work counts only when another scheduled batch arrives: it takes up space, but delays no ready work.
//!
//! A task samples the queue every second, and a request only compares numbers. The limits can therefore be exceeded by
//! the work that arrives within a second, and by a batch that began below them. They protect the database and are not
//! exact. If the sample is stale because the database does not answer, nothing is refused here: recording then fails
//! with the true reason.

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

/// How often the queue is sampled. A sample takes some milliseconds of one connection, and about 20 with 10,000
/// businesses that have work.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// The age at which a sample no longer refuses anything.
const STALE_AFTER: Duration = Duration::from_secs(10);

/// The weight of the newest second in the drain rate, so that the rate averages about the last ten seconds.
const NEWEST_WEIGHT: f64 = 0.2;

/// A drain slower than this many jobs a second counts as none: the workers are stopped, or everything is paused.
const SLOWEST_DRAIN: f64 = 0.1;

/// The `Retry-After` while nothing drains: the queue waits for a person to act.
const RETRY_AFTER_UNKNOWN_S: u64 = 60;

/// The longest `Retry-After`: the drain rate cannot be predicted further ahead.
const LONGEST_RETRY_AFTER_S: f64 = 3_600.0;

/// The default limits: a queue of some 6 GB, and several of the largest batches for a business.
const DEFAULT_MAX: u64 = 20_000_000;
const DEFAULT_MAX_PER_BUSINESS: u64 = 5_000_000;
const DEFAULT_INTERACTIVE_PERCENT: u8 = 20;

/// How much work may wait.
#[derive(Debug, Clone, Copy, Args)]
pub struct BacklogLimits {
    /// The maximum number of ready allocations of all businesses. Above it, new allocations return 503. A scheduled
    /// batch is refused when ready and scheduled allocations together reach the maximum. If it is too high, the queue
    /// outgrows the database's memory and disk (some 300 bytes each). If it is too low, bursts are refused that could
    /// have been worked off.
    #[arg(long, env = "PAYOUT_BACKLOG_MAX", default_value_t = DEFAULT_MAX, value_parser = clap::value_parser!(u64).range(1..))]
    pub backlog_max: u64,

    /// The same maximum for one business. Above it, new allocations of that business return 429. A batch has up to
    /// 1,000,000.
    #[arg(long, env = "PAYOUT_BACKLOG_MAX_PER_BUSINESS", default_value_t = DEFAULT_MAX_PER_BUSINESS, value_parser = clap::value_parser!(u64).range(1..))]
    pub backlog_max_per_business: u64,

    /// The part of both maximums that is kept for single requests, in per cent. Batches are refused that much earlier.
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

/// The kinds of work that a business adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A single request.
    Single,
    /// A batch.
    Batch,
    /// A batch that is scheduled for later.
    Scheduled,
}

/// Samples the queue, and decides who may add to it. Clones share it.
#[derive(Debug, Clone)]
pub struct Backpressure {
    /// What holds payments. It is updated with each sample.
    pub holds: Holds,
    limits: BacklogLimits,
    sample: Arc<RwLock<Option<Sample>>>,
}

#[derive(Debug, Clone)]
struct Sample {
    backlog: Backlog,
    taken_at: Instant,
    departed: i64,
    /// Jobs that leave the queue a second, or `None` after the first sample.
    drain: Option<f64>,
    moments: Moments,
}

/// The last sample, and the history of samples.
#[derive(Debug)]
pub struct LatestSample {
    /// The waiting work.
    pub backlog: Backlog,
    /// Jobs that leave the queue a second, or `None` after the first sample.
    pub drain: Option<f64>,
    /// The last five minutes, one moment a second, oldest first.
    pub moments: Vec<Moment>,
}

impl Backpressure {
    /// Starts without a sample, so nothing is refused yet.
    pub fn new(limits: BacklogLimits) -> Self {
        Self { holds: Holds::default(), limits, sample: Arc::default() }
    }

    /// Decides whether `business` may add `work` now.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] above the limit of the business, [`Refusal::Overloaded`] above the limit of all.
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
        // A pause is known before the drain shows it, because the rate still averages the time before.
        let drain = sample.drain.filter(|_| !backlog.is_paused()).unwrap_or(0.0);
        // Scheduled work has no drain. If scheduled work alone exceeds a limit, it is unknown when there is room again.
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

    /// Returns the last sample, or `None` before the first one.
    pub fn latest(&self) -> Option<LatestSample> {
        let sample = self.sample.read().unwrap_or_else(PoisonError::into_inner);
        sample.as_ref().map(|sample| LatestSample {
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
            self.holds.update(queue::blockers(&mut conn, clock.now()).await?, asked_at);
            let ended = allocation::end_frozen_copies(&mut conn).await?;
            if ended > 0 {
                tracing::warn!(
                    ended,
                    "ended the transaction of a process that froze while it recorded a batch"
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
            // The counter restarts at 0 when the database's statistics are reset.
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
