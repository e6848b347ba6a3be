//! Takes the jobs of an owned business out of the queue.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::charge::used_by;
use super::claim::Owned;
use super::mark::Mark;
use super::pieces;
use super::range::{Range, before};
use super::ranges::{self, Ready};
use crate::allocation::Lane;
use crate::ids::{BatchId, BusinessId, created_at, lower_bound};
use crate::money::Cents;
use crate::throttle::{Allowance, UNLIMITED};

/// How much later than younger requests of its business a single request may commit and still be above the bound of its
/// lane. This is longer than an acceptance can take.
const COMMITS_WITHIN: Duration = Duration::seconds(10);

/// What a claim took from an owned business.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The jobs, in queue order.
    pub jobs: Vec<Job>,
    /// Whether the claim used up its whole allowance.
    pub full: bool,
    pub(super) interactive_after: Uuid,
    pub(super) bulk_after: Uuid,
}

/// Takes jobs of an owned business out of the queue, as far as `allowance` and the limits of its batches permit.
/// Interactive jobs come first, and each lane is in the order of acceptance. A rollback puts the jobs back.
///
/// The transaction owns the business, which keeps other claims away. So this deletes the rows by their `ctid` without
/// locking them first, which costs a third of the time and half the WAL. If a request is being taken back at the same
/// moment, this waits for it and then does not find it. If one is being promised, this leaves it for the next claim.
///
/// # Errors
/// When the database fails.
pub async fn take(
    conn: &mut PgConnection,
    owned: &Owned,
    allowance: Allowance,
    now: DateTime<Utc>,
) -> Result<Taken, sqlx::Error> {
    let limited = !owned.limits.batches.is_empty() || allowance.cents != UNLIMITED.cents;
    let taken = if limited || !owned.suspects.is_empty() {
        take_pieces(conn, owned, None, allowance, now).await?
    } else {
        take_unlimited(conn, owned, allowance.jobs).await?
    };
    Ok(bounded(owned, taken, now))
}

/// Does what [`take`] does with the jobs that were taken together with the ownership. `most` is how many were asked
/// for.
pub fn take_prefetched(owned: &mut Owned, most: i64, now: DateTime<Utc>) -> Taken {
    let jobs = std::mem::take(&mut owned.at_hand);
    let full = i64::try_from(jobs.len()) == Ok(most);
    let taken = Taken { full, bulk_after: owned.bulk_after, jobs, ..Taken::default() };
    bounded(owned, taken, now)
}

/// Sorts `taken` into queue order and computes the new bounds.
fn bounded(owned: &Owned, mut taken: Taken, now: DateTime<Utc>) -> Taken {
    taken.jobs.sort_unstable_by_key(|job| (job.lane, job.allocation_id));
    let last_interactive = taken.jobs.iter().rfind(|job| job.lane == Lane::Interactive);
    taken.interactive_after = last_interactive.map_or(owned.interactive_after, |job| {
        // An id from a clock that was ahead must not raise the bound above the ids that others accept.
        let accepted = created_at(job.allocation_id.uuid()).min(now);
        owned.interactive_after.max(lower_bound(accepted - COMMITS_WITHIN))
    });
    // Suspects stay in the queue, so no bound may pass them.
    let bound = |lane: Lane, reached: Uuid, begun: Uuid| {
        let suspects = owned.suspects.iter().filter_map(|mark| mark.range(lane));
        suspects.map(|range| range.after).fold(reached, Uuid::min).max(begun)
    };
    taken.interactive_after = bound(Lane::Interactive, taken.interactive_after, owned.interactive_after);
    taken.bulk_after = bound(Lane::Bulk, taken.bulk_after, owned.bulk_after);
    taken
}

/// Does what [`take`] does, but takes only jobs of `suspects`, one of the marks of `owned`. A job that is in a later
/// mark too is left to the turn of that mark. The bounds do not change.
///
/// # Errors
/// When the database fails.
pub async fn take_suspects(
    conn: &mut PgConnection,
    owned: &Owned,
    suspects: &Mark,
    allowance: Allowance,
    now: DateTime<Utc>,
) -> Result<Taken, sqlx::Error> {
    let mut taken = take_pieces(conn, owned, Some(suspects), allowance, now).await?;
    taken.jobs.sort_unstable_by_key(|job| (job.lane, job.allocation_id));
    // This claim does not know whether more is ready.
    let full = false;
    let (interactive_after, bulk_after) = (owned.interactive_after, owned.bulk_after);
    Ok(Taken { full, interactive_after, bulk_after, ..taken })
}

/// Returns the parts of `range` that the claim may take. An ordinary claim leaves out all suspects. A claim of suspects
/// takes those of its mark that are in no later mark.
fn open(owned: &Owned, suspects: Option<&Mark>, lane: Lane, range: Range) -> Vec<Range> {
    let (range, behind) = match suspects {
        None => (Some(range), 0),
        Some(mark) => {
            let place = owned.suspects.iter().position(|one| one.id == mark.id);
            (
                mark.range(lane).and_then(|of_mark| of_mark.within(range)),
                place.map_or(owned.suspects.len(), |place| place + 1),
            )
        }
    };
    let others = owned.suspects.iter().skip(behind).filter_map(|mark| mark.range(lane));
    range.map_or_else(Vec::new, |range| range.without(others))
}

/// Takes jobs when nothing is held. One statement takes the rows of both lanes. If a range is ready, one lane is taken
/// after the other.
async fn take_unlimited(conn: &mut PgConnection, owned: &Owned, limit: i64) -> Result<Taken, sqlx::Error> {
    let mut jobs = Vec::new();
    if owned.first_range.is_none() {
        jobs = take_both_lanes(conn, owned, limit).await?;
    } else {
        let all = Allowance { jobs: limit, ..UNLIMITED };
        if owned.interactive {
            let lane = Range { after: owned.interactive_after, upto: Uuid::max() };
            jobs = take_rows(conn, owned.business_id, Lane::Interactive, lane, all).await?;
        }
        let lane = Range { after: owned.bulk_after, upto: Uuid::max() };
        jobs.append(
            &mut take_bulk(conn, owned, lane, all.less(used_by(&jobs)), owned.first_range.as_ref()).await?,
        );
    }
    let bulk_after = last_bulk(&jobs).unwrap_or(owned.bulk_after);
    Ok(Taken { full: i64::try_from(jobs.len()) == Ok(limit), bulk_after, jobs, ..Taken::default() })
}

fn last_bulk(jobs: &[Job]) -> Option<Uuid> {
    jobs.iter().filter(|job| job.lane == Lane::Bulk).map(|job| job.allocation_id.uuid()).max()
}

/// Takes as much of `window`, in the bulk lane, as `allowance` permits, in order: ranges, and the rows between them.
/// `first` is the first range in the window, if the caller knows it.
async fn take_bulk(
    conn: &mut PgConnection,
    owned: &Owned,
    window: Range,
    allowance: Allowance,
    mut first: Option<&Ready>,
) -> Result<Vec<Job>, sqlx::Error> {
    let business = owned.business_id;
    let mut left = allowance;
    let mut jobs = Vec::new();
    let mut row = owned.first_row;
    let mut begun = window.after;
    while !left.is_none() && begun < window.upto {
        if row.is_some_and(|row| row <= begun) {
            row = first_row(conn, business, begun).await?;
        }
        // No id is in both a range and a row. So ranges end before the row, and rows end before the next range.
        let upto = row.map_or(window.upto, |row| before(row).min(window.upto));
        if upto > begun {
            let ranges = Range { after: begun, upto };
            let mut part = ranges::take(conn, business, ranges, left, first.take()).await?;
            left = left.less(used_by(&part));
            jobs.append(&mut part);
            begun = upto;
        }
        if row.is_none_or(|row| row > window.upto) || left.is_none() {
            break;
        }
        let next = ranges::next_after(conn, business, begun).await?;
        let rows = Range { after: begun, upto: next.map_or(window.upto, |next| next.min(window.upto)) };
        let mut part = take_rows(conn, business, Lane::Bulk, rows, left).await?;
        left = left.less(used_by(&part));
        jobs.append(&mut part);
        begun = rows.upto;
    }
    Ok(jobs)
}

/// Returns the first row of the bulk lane after `after`.
async fn first_row(
    conn: &mut PgConnection,
    business: BusinessId,
    after: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select allocation_id from allocation_queue
         where business_id = $1 and lane = 1 and allocation_id > $2 order by allocation_id limit 1",
        business.uuid(),
        after
    )
    .fetch_optional(conn)
    .await
}

async fn take_both_lanes(
    conn: &mut PgConnection,
    owned: &Owned,
    limit: i64,
) -> Result<Vec<Job>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "delete from allocation_queue where ctid = any(array(
             select ctid from (
                 (select ctid from allocation_queue
                  where business_id = $1 and lane = 0 and allocation_id > $2 order by allocation_id limit $4)
                 union all
                 (select ctid from allocation_queue
                  where business_id = $1 and lane = 1 and allocation_id > $3 order by allocation_id limit $4)
             ) ready limit $4))
         returning allocation_id, lane, email, amount, batch_id, request_id, attempts, promised, from_reserve",
        owned.business_id.uuid(),
        owned.interactive_after,
        owned.bulk_after,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Job::from).collect())
}

/// Takes from one piece after the other, each within its own limit and only where it is [`open`]. The bound of the bulk
/// lane stays below every job that the limit of its piece leaves behind.
async fn take_pieces(
    conn: &mut PgConnection,
    owned: &Owned,
    suspects: Option<&Mark>,
    allowance: Allowance,
    now: DateTime<Utc>,
) -> Result<Taken, sqlx::Error> {
    let interactive = Range { after: owned.interactive_after, upto: Uuid::max() };
    let mut jobs = Vec::new();
    let mut left = allowance;
    for window in open(owned, suspects, Lane::Interactive, interactive) {
        let mut part = take_rows(conn, owned.business_id, Lane::Interactive, window, left).await?;
        left = left.less(used_by(&part));
        jobs.append(&mut part);
        if left.is_none() {
            break;
        }
    }
    let mut bulk_after = owned.bulk_after;
    let mut nothing_left_behind = true;
    let pieces = owned.limits.pieces(owned.bulk_after, now);
    for piece in pieces::without_empty(conn, owned.business_id, pieces).await? {
        let may_take = left.min(piece.allowance);
        let mut part = Vec::new();
        for window in open(owned, suspects, Lane::Bulk, piece.range) {
            part.append(&mut take_bulk(conn, owned, window, may_take.less(used_by(&part)), None).await?);
        }
        let used = used_by(&part);
        if nothing_left_behind {
            bulk_after = part.iter().map(|job| job.allocation_id.uuid()).max().unwrap_or(bulk_after);
        }
        nothing_left_behind &= !may_take.less(used).is_none();
        left = left.less(used);
        jobs.append(&mut part);
        if left.is_none() {
            break;
        }
    }
    Ok(Taken { full: left.is_none(), bulk_after, jobs, ..Taken::default() })
}

/// Takes as many rows of `lane` in `window` as `allowance` permits, in order.
async fn take_rows(
    conn: &mut PgConnection,
    business: BusinessId,
    lane: Lane,
    window: Range,
    Allowance { jobs, cents }: Allowance,
) -> Result<Vec<Job>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "delete from allocation_queue where ctid = any(array(
             select ctid from (
                 select ctid, sum(amount) over (order by allocation_id rows unbounded preceding) - amount as before
                 from (select ctid, allocation_id, amount from allocation_queue
                       where business_id = $1 and lane = $2 and allocation_id > $3 and allocation_id <= $4
                       order by allocation_id limit $5) ready
             ) summed where before < $6::bigint))
         returning allocation_id, lane, email, amount, batch_id, request_id, attempts, promised, from_reserve",
        business.uuid(),
        lane.number(),
        window.after,
        window.upto,
        jobs,
        cents
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Job::from).collect())
}

struct Row {
    allocation_id: Uuid,
    lane: i16,
    email: String,
    amount: i64,
    batch_id: Option<Uuid>,
    request_id: Option<Uuid>,
    attempts: i16,
    promised: bool,
    from_reserve: bool,
}

impl From<Row> for Job {
    fn from(row: Row) -> Self {
        Self {
            allocation_id: row.allocation_id.into(),
            lane: Lane::from_stored(row.lane),
            email: row.email,
            amount: Cents::new(row.amount),
            batch_id: row.batch_id.map(BatchId::from),
            request_id: row.request_id,
            attempts: row.attempts,
            promised: row.promised,
            from_reserve: row.from_reserve,
        }
    }
}
