//! `/v1/batches`: batches and the results of their items. [`crate::intake::batch`] explains how a batch is accepted.

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

/// A batch.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Batch)]
pub struct BatchBody {
    /// The batch's id, `bat_…`.
    #[schema(value_type = String)]
    id: BatchId,
    /// `accepted`, `processing`, `paused`, `completed` or `cancelled`.
    status: &'static str,
    /// What keeps the pending items from being paid at this moment: `business_disabled` (payouts of the business are
    /// switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// `best_effort`: each item that the balance covers is paid, and each other item fails alone. `all_or_nothing`: the
    /// money for all items was set aside when the batch was accepted.
    mode: &'static str,
    /// The number of items in each state.
    counts: TallyBody,
    /// The sum of the items' amounts in each state, in cents.
    amounts: TallyBody,
    /// How fast the batch is paid.
    progress: ProgressBody,
    /// The maximum number of items paid a second, if the batch is throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_per_second: Option<i64>,
    /// The maximum number of cents paid a second, if the batch is throttled.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_cents_per_second: Option<i64>,
    /// When the batch was accepted.
    created_at: DateTime<Utc>,
    /// When the items become ready, or became ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_at: Option<DateTime<Utc>>,
    /// When the batch was cancelled. None of its items is paid any more. While everything or the business is held, its
    /// pending items stay pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<DateTime<Utc>>,
    /// When the last item ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

/// The number of items, or the sum of their amounts in cents, by state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tally)]
pub struct TallyBody {
    /// All items.
    total: i64,
    /// Not ended yet.
    pending: i64,
    /// Paid.
    succeeded: i64,
    /// Failed.
    failed: i64,
    /// Cancelled before they were paid.
    cancelled: i64,
    /// Not paid again, because an earlier allocation has the same reference and the same content.
    duplicate: i64,
}

/// How fast a batch is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BatchProgress)]
pub struct ProgressBody {
    /// The number of items that ended, in any state, per second, over the last ten seconds.
    rate_per_second: f64,
    /// The number of seconds until the last item ends at this rate. Null if the batch is paused, scheduled or finished,
    /// or made no progress.
    eta_seconds: Option<i64>,
    /// `eta_seconds` as a point in time.
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

/// Returns the error for a batch that does not exist or belongs to another business.
fn no_such_batch() -> Problem {
    Problem::new(Code::NotFound, "There is no such batch.")
}
