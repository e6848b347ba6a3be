//! Marks of claims. They find a poison job, which kills its worker, and park it alone without holding up other jobs.
//!
//! A claim commits its mark on a connection of its own before it works, and deletes the mark in its own transaction.
//! After a rollback that says nothing against the jobs, [`clear`] deletes the mark. So if the next owner of the
//! business finds a mark, that claim broke off. The jobs in the mark's ranges that still wait are suspects:
//!
//! - Other work goes on. An ordinary claim leaves suspects out. A claim of suspects comes after an ordinary claim, or
//!   at once if there is no other work. Ids that are made later lie after every suspect of their lane.
//! - A claim of suspects takes one of [`PARTS`] parts of the claim that broke off. It has a mark of its own, which
//!   counts one death more. If it breaks off, its jobs are cut again. So each death costs at most ten small claims, and
//!   even the largest claim is cut to single jobs before the fifth death.
//! - A job is parked if it was alone in a claim that broke off and was in [`MAX_DEATHS`] such claims. Each poison job
//!   costs at most four deaths besides the first one, which it shares with others.
//! - Suspects with few deaths come first, so the other jobs of a poison job's claim are paid before it is tried again.
//!
//! **What counts as a death.** A dead process counts, because it cannot say anything. If the server itself ended, no
//! job is to blame: either the server said so (57P01 to 57P03), or the mark shows an earlier start of the server. Such
//! a loss is excused, and the jobs are claimed again unchanged. A job may also be what takes the server down, so only
//! [`MAX_EXCUSED`] losses of the same jobs are excused. If one backend is lost alone, or the server recovers without a
//! restart, the loss counts like a dead process. A process that survives writes its mark again, because a crash of the
//! server can lose what was not flushed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::range::Range;
use crate::allocation::Lane;
use crate::ids::BusinessId;

/// After how many claims that broke off a job is parked, if it was alone in the last one.
pub const MAX_DEATHS: i16 = 5;

/// Into how many claims the jobs of a claim that broke off are cut. The fourth power of this exceeds the largest claim,
/// so the poison job is alone at the fifth death. More parts would cost more claims after each death, and most deaths
/// are not the fault of a job.
pub const PARTS: i32 = 10;

/// How often the loss of the same jobs is excused because the server ended: an operator's restart, and one more soon
/// after.
pub const MAX_EXCUSED: i16 = 2;

/// The mark of a claim that has begun. The claim is in flight or broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The id of the claim.
    pub id: Uuid,
    /// In how many claims that broke off the jobs have been, this one included.
    pub deaths: i16,
    /// How many of those deaths do not count.
    pub excused: i16,
    /// The number of jobs in the claim.
    pub jobs: i32,
    /// Whether other jobs were served since this claim, or the last part of it, broke off.
    pub rested: bool,
    /// When the server on which the claim began was started.
    pub server_started: DateTime<Utc>,
    pub(super) interactive: Option<Range>,
    pub(super) bulk: Option<Range>,
}

impl Mark {
    /// Makes the mark of a claim of `jobs`. `earlier` is the mark that makes them suspects, if any.
    pub fn of(id: Uuid, jobs: &[Job], earlier: Option<&Self>, server_started: DateTime<Utc>) -> Self {
        let range = |lane: Lane| {
            let ids = || jobs.iter().filter(|job| job.lane == lane).map(|job| job.allocation_id.uuid());
            Some(Range::of(ids().min()?, ids().max()?))
        };
        Self {
            id,
            deaths: earlier.map_or(0, |earlier| earlier.deaths).saturating_add(1),
            excused: earlier.map_or(0, |earlier| earlier.excused),
            jobs: i32::try_from(jobs.len()).unwrap_or(i32::MAX),
            rested: false,
            server_started,
            interactive: range(Lane::Interactive),
            bulk: range(Lane::Bulk),
        }
    }

    /// Returns how many of the jobs the next claim of them takes: all if no death counts against them, otherwise one
    /// part.
    pub fn part(&self) -> i64 {
        let parts = if self.counted() > 0 { PARTS } else { 1 };
        i64::from(self.jobs).saturating_add(i64::from(parts) - 1) / i64::from(parts)
    }

    /// Returns whether the only job of this mark must be parked.
    pub fn must_park(&self) -> bool {
        self.jobs == 1 && self.counted() >= MAX_DEATHS
    }

    fn counted(&self) -> i16 {
        self.deaths.saturating_sub(self.excused)
    }

    /// The range of the jobs in `lane`.
    pub(super) fn range(&self, lane: Lane) -> Option<Range> {
        match lane {
            Lane::Interactive => self.interactive,
            Lane::Bulk => self.bulk,
        }
    }
}

/// Writes `mark`. The caller commits it before the claim goes on.
///
/// A mark is written again if a crash of the server may have lost it. The statement then writes the row even if it
/// exists, so that a commit which waits for the disk waits for the mark as well.
///
/// # Errors
/// When the database fails.
pub async fn write(conn: &mut PgConnection, business: BusinessId, mark: &Mark) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into claims_begun
             (business_id, id, server_started, interactive_first, interactive_last, bulk_first, bulk_last, jobs, deaths,
              excused)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) 
         on conflict (business_id, id) do update set deaths = excluded.deaths",
        business.uuid(),
        mark.id,
        mark.server_started,
        mark.interactive.map(Range::first),
        mark.interactive.map(|range| range.upto),
        mark.bulk.map(Range::first),
        mark.bulk.map(|range| range.upto),
        mark.jobs,
        mark.deaths,
        mark.excused
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Excuses the claim of `mark`, whose server said that it was ending. The mark must exist.
///
/// # Errors
/// When the database fails.
pub async fn excuse(conn: &mut PgConnection, business: BusinessId, mark: &Mark) -> Result<(), sqlx::Error> {
    sqlx::query!(
        // The mark belongs to this start of the server from now on, so the start that ended is not excused twice.
        "update claims_begun set excused = $3, server_started = pg_postmaster_start_time()
         where business_id = $1 and id = $2",
        business.uuid(),
        mark.id,
        mark.excused.saturating_add(1).min(MAX_EXCUSED)
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Deletes the mark of claim `id` after a rollback. A claim that commits has deleted its mark itself, by
/// [`super::apply::apply`] or [`super::advance`].
///
/// # Errors
/// When the database fails.
pub async fn clear(conn: &mut PgConnection, business: BusinessId, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from claims_begun where business_id = $1 and id = $2", business.uuid(), id)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Records whose turn it was, in a claim's transaction. `found` are the marks of the business's claims that broke off.
/// With `Some`, the claim looked at `taken` jobs of `suspects`, and other jobs have the next turn. With `None`, other
/// jobs had this turn. Deletes the marks whose jobs were all looked at, and those of which no job waits any more.
///
/// # Errors
/// When the database fails.
pub async fn record_turn(
    conn: &mut PgConnection,
    business: BusinessId,
    found: &[Mark],
    suspects: Option<&Mark>,
    taken: usize,
) -> Result<(), sqlx::Error> {
    if found.is_empty() {
        return Ok(());
    }
    let found: Vec<Uuid> = found.iter().map(|mark| mark.id).collect();
    sqlx::query!(
        "update claims_begun
         set rested = $4::uuid is null, looked_at = looked_at + case when id = $4 then $3 else 0 end
         where business_id = $1 and id = any($2)",
        business.uuid(),
        &found,
        i32::try_from(taken).unwrap_or(i32::MAX),
        suspects.map(|mark| mark.id)
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from claims_begun m where m.business_id = $1 and m.id = any($2) and (
             m.looked_at >= m.jobs
             -- The order by makes the planner use the index. Otherwise it reads the queue from its beginning.
             or ((select true from allocation_queue q where q.business_id = $1 and q.lane = 0
                  and q.allocation_id between m.interactive_first and m.interactive_last
                  order by q.allocation_id limit 1) is null
                 and (select true from allocation_queue q where q.business_id = $1 and q.lane = 1
                  and q.allocation_id between m.bulk_first and m.bulk_last
                  order by q.allocation_id limit 1) is null
                 -- A range may overlap the mark without having a pending item in it.
                 and (select true from (
                          select r.after_id, r.last_id from allocation_ranges r
                          where r.business_id = $1 and r.due_at is null and r.last_id >= m.bulk_first
                            -- No range after the one in which the mark ends.
                            and r.last_id <= coalesce((
                                select g.last_id from allocation_ranges g
                                where g.business_id = $1 and g.due_at is null and g.last_id >= m.bulk_last
                                order by g.last_id limit 1), m.bulk_last)
                          order by r.last_id) r
                      cross join lateral (
                          select from allocations a
                          where a.business_id = $1 and a.id > r.after_id and a.id <= r.last_id
                            and a.id between m.bulk_first and m.bulk_last
                          order by a.id limit 1) a limit 1) is null))",
        business.uuid(),
        &found
    )
    .execute(conn)
    .await
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(deaths: i16, excused: i16, jobs: i32) -> Mark {
        Mark {
            id: Uuid::nil(),
            deaths,
            excused,
            jobs,
            rested: false,
            server_started: DateTime::UNIX_EPOCH,
            interactive: None,
            bulk: None,
        }
    }

    /// Returns the sizes of the claims in which a poison job kills its worker until it is parked.
    fn claims_until_parked(mut jobs: i32) -> Vec<i32> {
        let mut seen = Vec::new();
        for deaths in 1.. {
            seen.push(jobs);
            let left = mark(deaths, 0, jobs);
            if left.must_park() {
                break;
            }
            jobs = i32::try_from(left.part()).unwrap();
        }
        seen
    }

    #[test]
    fn a_poison_job_is_alone_by_the_fifth_death() {
        assert_eq!(claims_until_parked(1_000), [1_000, 100, 10, 1, 1]);
        assert_eq!(claims_until_parked(5_000), [5_000, 500, 50, 5, 1]);
        assert_eq!(claims_until_parked(41), [41, 5, 1, 1, 1]);
        assert_eq!(claims_until_parked(1), [1; 5]);
    }

    #[test]
    fn an_excused_death_does_not_shrink_the_claim_or_count() {
        assert_eq!(mark(1, 1, 1_000).part(), 1_000);
        assert_eq!(mark(2, 1, 1_000).part(), 100);
        assert!(!mark(6, 2, 1).must_park());
        assert!(mark(7, 2, 1).must_park());
    }
}
