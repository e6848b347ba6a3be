//! The progress of batches: what each claim changes in them, and when a batch is finished.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Decision, Job};
use crate::batch::batches_completed;
use crate::ids::{BatchId, BusinessId};
use crate::money::Cents;

/// What a claim adds to the progress of batches.
#[derive(Debug, Default)]
pub(super) struct Progress(BTreeMap<BatchId, [i64; 6]>);

impl Progress {
    /// Counts the items that `decision` pays and refuses.
    pub(super) fn of(decision: &Decision<'_>) -> Self {
        let mut progress = Self::default();
        for job in &decision.paid {
            progress.count(job.batch_id, job.amount, 0);
        }
        for job in &decision.refused {
            progress.count(job.batch_id, job.amount, 1);
        }
        progress
    }

    /// Counts `jobs` as cancelled.
    pub(super) fn cancelled(jobs: &[Job]) -> Self {
        let mut progress = Self::default();
        for job in jobs {
            progress.count(job.batch_id, job.amount, 2);
        }
        progress
    }

    /// Counts one failed item of `batch`.
    pub(super) fn failed(batch: Option<BatchId>, amount: Cents) -> Self {
        let mut progress = Self::default();
        progress.count(batch, amount, 1);
        progress
    }

    /// Counts `items` failed items of `batch`, of `amount` cents in all, as pending again.
    pub(super) fn failed_no_longer(batch: BatchId, items: i64, amount: i64) -> Self {
        Self(BTreeMap::from([(batch, [0, -items, 0, 0, -amount, 0])]))
    }

    /// Adds one item to `column`: 0 succeeded, 1 failed, 2 cancelled. The three amounts follow the three counts.
    fn count(&mut self, batch: Option<BatchId>, amount: Cents, column: usize) {
        if let Some(batch) = batch {
            let counts = self.0.entry(batch).or_insert([0; 6]);
            counts[column] += 1;
            counts[column + 3] += amount.get();
        }
    }

    /// Adds to the progress of the batches, if there are any, and finishes those with nothing pending. The transaction
    /// owns the business, so no other changes its batches meanwhile. Exactly one claim sees the last item of a batch
    /// end.
    pub(super) async fn record(
        &self,
        conn: &mut PgConnection,
        business: BusinessId,
        now: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        let batches: Vec<Uuid> = self.0.keys().map(|batch| batch.uuid()).collect();
        let column = |n: usize| -> Vec<i64> { self.0.values().map(|counts| counts[n]).collect() };
        sqlx::query!(
            "insert into batch_progress (business_id, batch_id, succeeded, failed, cancelled,
                 succeeded_amount, failed_amount, cancelled_amount, recorded_at)
             select $1, n.*, $9 from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[],
                 $6::bigint[], $7::bigint[], $8::bigint[]) as n",
            business.uuid(),
            &batches,
            &column(0),
            &column(1),
            &column(2),
            &column(3),
            &column(4),
            &column(5),
            now
        )
        .execute(&mut *conn)
        .await?;
        mark_finished(conn, business, &batches, now).await
    }
}

/// Which items of a batch are queued again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// Those that wait for their scheduled time or their next attempt.
    Deferred,
    /// Those that have failed.
    Failed,
}

impl Released {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Deferred => "deferred",
            Self::Failed => "failed",
        }
    }
}

/// Marks the `batches` that have nothing pending as finished, and the others as not finished. A batch whose failed
/// items are being queued again is not finished between two steps, though it may have nothing pending for a moment. The
/// caller holds the business's account.
pub(crate) async fn mark_finished(
    conn: &mut PgConnection,
    business: BusinessId,
    batches: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let marked = sqlx::query!(
        // Only batches whose mark is wrong change. Each is found by its key.
        r#"update batches set finished_at = case when finished_at is null then $3::timestamptz end
         where ctid = any(array(
             select b.place from unnest($2::uuid[]) as asked (id)
             cross join lateral (
                 select ctid as place, id, total - duplicate as items, finished_at is not null as finished from batches
                 where business_id = $1 and id >= asked.id and id <= asked.id order by id limit 1) b
             where b.finished <> (
                 (select true from batch_releases r
                  where r.business_id = $1 and r.batch_id = b.id and r.items = $4) is null
                 and b.items = coalesce((
                     select sum(succeeded + failed + cancelled) from batch_progress
                     where business_id = $1 and batch_id = b.id), 0))))
         returning id as "id: BatchId", finished_at"#,
        business.uuid(),
        batches,
        now,
        Released::Failed.as_str()
    )
    .fetch_all(&mut *conn)
    .await?;
    let completed: Vec<BatchId> =
        marked.iter().filter(|batch| batch.finished_at.is_some()).map(|batch| batch.id).collect();
    batches_completed(conn, business, &completed, now).await
}
