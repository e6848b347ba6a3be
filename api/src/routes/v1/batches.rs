//! `/v1/batches`: reward batches, and what became of them. [`crate::intake::batch`] tells how one is accepted.

pub mod cancel;
pub mod create;
pub mod get;
pub mod items;
pub mod list;
pub mod new_batch;
pub mod pause;
pub mod results;
pub mod resume;
pub mod retry;
pub mod throttle;

use chrono::{DateTime, Utc};
use domain::batch::{Batch, Progress, Status, Tally};
use domain::held::HeldBy;
use domain::ids::BatchId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::{Code, Problem};

/// A batch, as clients see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Batch)]
pub struct BatchBody {
    /// Its id.
    #[schema(value_type = String)]
    id: BatchId,
    /// `accepted`, `processing`, `paused`, `completed` or `cancelled`.
    status: &'static str,
    /// What keeps what is pending of it from being paid at this moment: `pause`, `throttle` or `schedule`.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// `best_effort`: each item that the balance covers is paid, each that it does not fails alone. `all_or_nothing`: the
    /// money of all was set aside when it was accepted.
    mode: &'static str,
    /// How many items are in which state.
    counts: TallyBody,
    /// Their amounts, in cents.
    amounts: TallyBody,
    /// How fast it moves.
    progress: ProgressBody,
    /// How many of its items are paid per second, at most, while it is throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_per_second: Option<i64>,
    /// How many cents of it are paid per second, at most, while it is throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_cents_per_second: Option<i64>,
    /// When it was accepted.
    created_at: DateTime<Utc>,
    /// When its items become, or became, ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_at: Option<DateTime<Utc>>,
    /// When it was cancelled. Nothing of it is paid any more; while it is paused, what is pending stays so until it is resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<DateTime<Utc>>,
    /// When its last item ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

/// Items or cents by state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tally)]
pub struct TallyBody {
    /// All.
    total: i64,
    /// Not ended.
    pending: i64,
    /// Paid.
    succeeded: i64,
    /// Failed.
    failed: i64,
    /// Taken back.
    cancelled: i64,
    /// Not paid again: their reference was known, with the same content.
    duplicate: i64,
}

/// How fast a batch moves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchProgress)]
pub struct ProgressBody {
    /// Items that ended, whichever way, per second of the last ten seconds.
    rate_per_second: f64,
    /// Seconds until the last item ends, if it goes on like that; null when it is paused, scheduled or finished, or did not
    /// move.
    eta_seconds: Option<i64>,
    /// The same as a time.
    eta: Option<DateTime<Utc>>,
}

impl From<&Batch> for BatchBody {
    fn from(batch: &Batch) -> Self {
        Self {
            id: batch.id,
            status: Status::as_str(batch.status),
            held_by: batch.held_by.map(HeldBy::as_str),
            mode: batch.mode.as_str(),
            counts: batch.counts.into(),
            amounts: batch.amounts.into(),
            progress: batch.progress.into(),
            max_per_second: batch.max_per_second,
            max_cents_per_second: batch.max_cents_per_second,
            created_at: batch.created_at,
            scheduled_at: batch.scheduled_at,
            cancelled_at: batch.cancelled_at,
            finished_at: batch.finished_at,
        }
    }
}

impl From<Tally> for TallyBody {
    fn from(tally: Tally) -> Self {
        let Tally { total, pending, succeeded, failed, cancelled, duplicate } = tally;
        Self { total, pending, succeeded, failed, cancelled, duplicate }
    }
}

impl From<Progress> for ProgressBody {
    fn from(progress: Progress) -> Self {
        let Progress { rate_per_second, eta_seconds, eta } = progress;
        Self { rate_per_second: (rate_per_second * 10.0).round() / 10.0, eta_seconds, eta }
    }
}

/// There is no such batch, or it is another's.
fn no_such_batch() -> Problem {
    Problem::new(Code::NotFound, "There is no such batch.")
}
