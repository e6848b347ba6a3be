//! Reads batches: their progress and their rate.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Batch, Mode, Progress, Status, Tally};
use crate::held::HeldBy;
use crate::ids::{BatchId, BusinessId, lower_bound};

/// The time over which a batch's rate is measured: long enough to be steady, short enough to show a change soon.
const RATE_WINDOW: Duration = Duration::seconds(10);

/// The shortest time over which a rate is measured: the first moment says little about the next.
const SHORTEST_WINDOW: Duration = Duration::seconds(1);

/// Returns the business of batch `id`.
///
/// # Errors
/// When the database fails.
pub async fn business_of(conn: &mut PgConnection, id: BatchId) -> Result<Option<BusinessId>, sqlx::Error> {
    sqlx::query_scalar!(r#"select business_id as "id: BusinessId" from batches where id = $1"#, id.uuid())
        .fetch_optional(conn)
        .await
}

/// Returns the batch `id` of `business`, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn get(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BatchId,
    now: DateTime<Utc>,
) -> Result<Option<Batch>, sqlx::Error> {
    let only = Filter { only: Some(id), ..Filter::default() };
    Ok(list(conn, business, only, None, 1, now).await?.pop())
}

/// Which batches a list shows. A field that is `None` does not restrict the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Batches in this state.
    pub status: Option<Status>,
    /// Batches that were accepted at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Batches that were accepted before this time.
    pub to: Option<DateTime<Utc>>,
    /// This batch alone.
    pub only: Option<BatchId>,
}

/// Lists up to `limit` batches that match `filter`, newest first, with ids below `before`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    filter: Filter,
    before: Option<BatchId>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Batch>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select b.id, b.first_allocation_id, b.last_allocation_id, b.total, b.total_amount, b.duplicate,
               b.duplicate_amount, b.mode, b.created_at, b.scheduled_at, b.cancelled_at, b.finished_at,
               s.status as "status!",
               p.succeeded as "succeeded!", p.failed as "failed!", p.cancelled as "cancelled!",
               p.moved as "moved!", p.succeeded_amount as "succeeded_amount!", p.failed_amount as "failed_amount!",
               p.cancelled_amount as "cancelled_amount!",
               exists (select from pauses h where h.business_id = b.business_id and h.batch_id = $5 and h.cause = 'switch')
                   as "disabled!",
               exists (select from throttles h where (h.business_id, h.batch_id) in ((b.business_id, b.id),
                   (b.business_id, $5), ($5, $5)) and h.next_at > $9) as "throttled!",
               t.max_per_second as "max_per_second?", t.max_cents_per_second as "max_cents_per_second?"
           from batches b
           left join throttles t on t.business_id = b.business_id and t.batch_id = b.id
           cross join lateral (
               select coalesce(sum(succeeded), 0)::bigint as succeeded, coalesce(sum(failed), 0)::bigint as failed,
                   coalesce(sum(cancelled), 0)::bigint as cancelled,
                   -- A retry lowers the number of failed items, which is no negative progress.
                   coalesce(sum(greatest(succeeded + failed + cancelled, 0)) filter (where recorded_at > $6), 0)::bigint
                       as moved,
                   coalesce(sum(succeeded_amount), 0)::bigint as succeeded_amount,
                   coalesce(sum(failed_amount), 0)::bigint as failed_amount,
                   coalesce(sum(cancelled_amount), 0)::bigint as cancelled_amount
               from batch_progress p where p.business_id = b.business_id and p.batch_id = b.id
           ) p
           cross join lateral (
               select case
                   when b.finished_at is not null and b.cancelled_at is not null then 'cancelled'
                   when b.finished_at is not null then 'completed'
                   when exists (select from pauses h where (h.business_id, h.batch_id) in ((b.business_id, b.id),
                       (b.business_id, $5), ($5, $5))) then 'paused'
                   when b.cancelled_at is not null or p.succeeded + p.failed + p.cancelled <> 0 then 'processing'
                   else 'accepted'
               end as status
           ) s
           where b.business_id = $1 and ($2::uuid is null or b.id = $2) and ($3::uuid is null or b.id < $3)
             and ($7::text is null or s.status = $7) and ($8::uuid is null or b.id >= $8)
           order by b.id desc limit $4"#,
        business.uuid(),
        filter.only.map(BatchId::uuid),
        [before.map(BatchId::uuid), filter.to.map(lower_bound)].into_iter().flatten().min(),
        limit,
        Uuid::nil(),
        now - RATE_WINDOW,
        filter.status.map(Status::as_str),
        filter.from.map(lower_bound),
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.at(now)).collect())
}

struct Row {
    id: Uuid,
    first_allocation_id: Uuid,
    last_allocation_id: Uuid,
    total: i64,
    total_amount: i64,
    duplicate: i64,
    duplicate_amount: i64,
    mode: String,
    created_at: DateTime<Utc>,
    scheduled_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    status: String,
    succeeded: i64,
    failed: i64,
    cancelled: i64,
    moved: i64,
    succeeded_amount: i64,
    failed_amount: i64,
    cancelled_amount: i64,
    throttled: bool,
    disabled: bool,
    max_per_second: Option<i64>,
    max_cents_per_second: Option<i64>,
}

impl Row {
    fn at(self, now: DateTime<Utc>) -> Batch {
        let counts = Tally::new(self.total, self.succeeded, self.failed, self.cancelled, self.duplicate);
        let amounts = Tally::new(
            self.total_amount,
            self.succeeded_amount,
            self.failed_amount,
            self.cancelled_amount,
            self.duplicate_amount,
        );
        let status = Status::from_stored(&self.status);
        let scheduled = self.scheduled_at.is_some_and(|at| at > now);
        let holds = [
            (HeldBy::BusinessDisabled, self.disabled),
            (HeldBy::Pause, status == Status::Paused),
            (HeldBy::Schedule, scheduled),
            (HeldBy::Throttle, self.throttled),
        ];
        let held_by = HeldBy::first(holds).filter(|_| self.finished_at.is_none());
        let began = self.scheduled_at.unwrap_or(self.created_at);
        Batch {
            id: self.id.into(),
            status,
            mode: Mode::from_stored(&self.mode),
            counts,
            amounts,
            held_by,
            max_per_second: self.max_per_second,
            max_cents_per_second: self.max_cents_per_second,
            progress: Progress::of(self.moved, now - began, counts.pending, status == Status::Paused, now),
            first_allocation_id: self.first_allocation_id.into(),
            last_allocation_id: self.last_allocation_id.into(),
            created_at: self.created_at,
            scheduled_at: self.scheduled_at,
            cancelled_at: self.cancelled_at,
            finished_at: self.finished_at,
        }
    }
}

impl Tally {
    fn new(total: i64, succeeded: i64, failed: i64, cancelled: i64, duplicate: i64) -> Self {
        let pending = total - duplicate - succeeded - failed - cancelled;
        Self { total, pending, succeeded, failed, cancelled, duplicate }
    }
}

impl Progress {
    /// Computes the progress of a batch that could be paid for `age`. `moved` items of it ended within the window.
    fn of(moved: i64, age: Duration, pending: i64, paused: bool, now: DateTime<Utc>) -> Self {
        let window = age.clamp(SHORTEST_WINDOW, RATE_WINDOW);
        let rate_per_second = moved as f64 / window.as_seconds_f64();
        let moves = moved > 0 && pending > 0 && !paused;
        let eta_seconds = moves.then(|| (pending as f64 / rate_per_second).ceil() as i64);
        let eta = eta_seconds.and_then(Duration::try_seconds).and_then(|wait| now.checked_add_signed(wait));
        Self { rate_per_second, eta_seconds, eta }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_covers_the_window_or_the_time_since_the_beginning() {
        let rate_and_eta = |moved, seconds, pending, paused| {
            let progress =
                Progress::of(moved, Duration::seconds(seconds), pending, paused, DateTime::UNIX_EPOCH);
            let eta = progress.eta.map(|eta| eta.timestamp());
            assert_eq!(eta, progress.eta_seconds);
            (progress.rate_per_second, progress.eta_seconds)
        };
        assert_eq!(rate_and_eta(1_000, 60, 950, false), (100.0, Some(10)));
        assert_eq!(rate_and_eta(1_000, 4, 950, false), (250.0, Some(4)));
        assert_eq!(rate_and_eta(1_000, 0, 950, false), (1_000.0, Some(1)));
        // A clock that is behind, or a batch that has not begun.
        assert_eq!(rate_and_eta(10, -60, 5, false), (10.0, Some(1)));
        for (moved, pending, paused) in [(0, 950, false), (1_000, 0, false), (1_000, 950, true)] {
            assert_eq!(rate_and_eta(moved, 60, pending, paused).1, None);
        }
    }
}
