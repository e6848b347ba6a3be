//! Marks of claims: how a job that kills its worker is found and parked alone, and holds nobody up.
//!
//! A claim's mark is committed on a connection of its own before the claim's work, and deleted in the claim's
//! transaction. After a rollback that says nothing against the jobs, [`clear`] deletes it. So a mark that the next
//! owner of the business finds is of a claim that broke off. The jobs in its ranges that still wait are suspects:
//!
//! - Other work goes on. An ordinary claim leaves suspects out. A claim of suspects has its turn after an ordinary one,
//!   and at once only if there is no other work. An id that is made later lies behind every suspect of its lane.
//! - A claim of suspects takes one of [`PARTS`] parts of the claim that broke off, under a mark of its own that counts
//!   one death more. If it breaks off, its jobs are cut again. So each death costs ten small claims at most, and the
//!   largest claim is cut to single jobs before the fifth death.
//! - A job is parked when it stood alone in a claim that broke off and was in [`MAX_DEATHS`] such claims. Each job that
//!   kills costs at most four deaths more than the one that it shares with others.
//! - Suspects of few deaths come first: the mates of a job that kills are paid before it is tried again.
//!
//! **What counts as a death.** A dead process counts, for it can say nothing. The server's own end is nobody's fault:
//! the server says so (57P01 to 57P03), or the mark shows that it was made under another start of the server. Such a
//! loss is excused, and the jobs are claimed again as they were. But a job may be what takes the server down, so only
//! [`MAX_EXCUSED`] losses of the same jobs are excused. A backend that is lost alone, or with which its server recovers
//! without a restart, counts like a dead process. The process that lives leaves the mark again, for a crash of the
//! server can lose what was not flushed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::range::Range;
use crate::allocation::Lane;
use crate::ids::BusinessId;

/// How many claims that broke off a job may be part of before it is parked, if it stood alone in the last.
pub const MAX_DEATHS: i16 = 5;

/// The number of claims into which the jobs of a claim that broke off are cut. Its fourth power is more than the
/// largest claim, so that the job that kills stands alone at the fifth death. More parts would cost more claims after
/// each death, and most deaths are no job's fault.
pub const PARTS: i32 = 10;

/// How often the same jobs are excused because their server ended: for an operator's restart, and one more soon after.
pub const MAX_EXCUSED: i16 = 2;

/// A claim that has begun: in flight, or broken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The claim's own id.
    pub id: Uuid,
    /// In how many claims that broke off its jobs have been, this claim included.
    pub deaths: i16,
    /// How many of those do not count.
    pub excused: i16,
    /// How many jobs it had.
    pub jobs: i32,
    /// Whether other jobs had their turn since the claim, or the last part of it, broke off.
    pub rested: bool,
    /// When the server was started on which the claim began.
    pub server_started: DateTime<Utc>,
    pub(super) interactive: Option<Range>,
    pub(super) bulk: Option<Range>,
}

impl Mark {
    /// The mark of a claim of `jobs`, which are suspects of `earlier`, or of no claim.
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

    /// How many of its jobs the next claim of them takes: all if no death counts against them, otherwise one part.
    pub fn part(&self) -> i64 {
        let parts = if self.counted() > 0 { PARTS } else { 1 };
        i64::from(self.jobs).saturating_add(i64::from(parts) - 1) / i64::from(parts)
    }

    /// Whether its one job is to be parked.
    pub fn convicts(&self) -> bool {
        self.jobs == 1 && self.counted() >= MAX_DEATHS
    }

    fn counted(&self) -> i16 {
        self.deaths.saturating_sub(self.excused)
    }

    /// The range of its jobs of `lane`.
    pub(super) fn range(&self, lane: Lane) -> Option<Range> {
        match lane {
            Lane::Interactive => self.interactive,
            Lane::Bulk => self.bulk,
        }
    }
}

/// Leaves `mark`. The caller commits it before the claim goes on.
///
/// It is left again where a crash of the server may have lost it. Then it is written even if it is there, so that a
/// commit which waits for the disk waits for the mark as well.
///
/// # Errors
/// When the database fails.
pub async fn leave(conn: &mut PgConnection, business: BusinessId, mark: &Mark) -> Result<(), sqlx::Error> {
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

/// Excuses the claim of `mark`, which is there: its server said that it ended.
///
/// # Errors
/// When the database fails.
pub async fn excuse(conn: &mut PgConnection, business: BusinessId, mark: &Mark) -> Result<(), sqlx::Error> {
    sqlx::query!(
        // The mark is of this start of the server from now on, so that the start that ended is not excused a second
        // time.
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

/// Deletes the mark of claim `id` after a rollback. When a claim's work is done, [`super::advance`] deletes it.
///
/// # Errors
/// When the database fails.
pub async fn clear(conn: &mut PgConnection, business: BusinessId, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from claims_begun where business_id = $1 and id = $2", business.uuid(), id)
        .execute(conn)
        .await
        .map(|_| ())
}

/// Notes, in a claim's transaction, whose turn it was. `found` are the claims of the business that broke off. With
/// `Some`, `taken` jobs of `suspects` were looked at, and other jobs have the next turn; with `None`, other jobs had
/// their turn. Deletes marks whose jobs were all looked at, or of which none waits any more.
///
/// # Errors
/// When the database fails.
pub async fn had_turn(
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
             -- In the index's order, or the planner would read the queue from its beginning.
             or ((select true from allocation_queue q where q.business_id = $1 and q.lane = 0
                  and q.allocation_id between m.interactive_first and m.interactive_last
                  order by q.allocation_id limit 1) is null
                 and (select true from allocation_queue q where q.business_id = $1 and q.lane = 1
                  and q.allocation_id between m.bulk_first and m.bulk_last
                  order by q.allocation_id limit 1) is null
                 -- A range may begin or end within, and have nothing there.
                 and (select true from (
                          select r.after_id, r.last_id from allocation_ranges r
                          where r.business_id = $1 and r.due_at is null and r.last_id >= m.bulk_first
                            -- No range behind the one in which the mark ends.
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

    /// How many jobs the claims have in which one that kills dies, until it is parked.
    fn claims_until_parked(mut jobs: i32) -> Vec<i32> {
        let mut seen = Vec::new();
        for deaths in 1.. {
            seen.push(jobs);
            let left = mark(deaths, 0, jobs);
            if left.convicts() {
                break;
            }
            jobs = i32::try_from(left.part()).unwrap();
        }
        seen
    }

    #[test]
    fn the_one_that_kills_stands_alone_before_the_fifth_death() {
        assert_eq!(claims_until_parked(1_000), [1_000, 100, 10, 1, 1]);
        assert_eq!(claims_until_parked(5_000), [5_000, 500, 50, 5, 1]);
        assert_eq!(claims_until_parked(41), [41, 5, 1, 1, 1]);
        assert_eq!(claims_until_parked(1), [1; 5]);
    }

    #[test]
    fn what_is_excused_is_claimed_whole_and_counts_nothing() {
        assert_eq!(mark(1, 1, 1_000).part(), 1_000);
        assert_eq!(mark(2, 1, 1_000).part(), 100);
        assert!(!mark(6, 2, 1).convicts());
        assert!(mark(7, 2, 1).convicts());
    }
}
