//! Marks of claims that were begun: how a job that kills its worker is found and counted.
//!
//! The mark is committed on a connection of its own before a claim's work, and deleted in the claim's transaction. A
//! rollback with the worker alive ends in [`clear`]. So a mark that the next owner of the business finds was left by a
//! worker that died: its jobs are then taken one at a time, up to where the mark says, each under a mark of its own,
//! until the one that kills stands alone; it is parked when it has been part of five deaths.

use sqlx::PgConnection;

use super::Job;
use crate::allocation::Lane;
use crate::ids::{AllocationId, BusinessId};

/// A mark that an earlier claim left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How many deaths the suspect has been part of.
    pub crashes: i16,
    /// The last of the suspects, in the order of the queue.
    pub upto: (Lane, AllocationId),
    /// The one that was alone when its worker died.
    pub alone: Option<AllocationId>,
}

impl Mark {
    /// Whether `job` was among the jobs of the claim that died.
    pub fn covers(&self, job: &Job) -> bool {
        (job.lane, job.allocation_id) <= self.upto
    }

    /// How many deaths `job`, alone in a claim, has been part of.
    pub fn crashes_of(&self, job: &Job) -> i16 {
        if self.alone == Some(job.allocation_id) { self.crashes } else { 1 }
    }

    /// The mark of a claim of `jobs`, of which none is under suspicion; `None` for no jobs.
    pub fn of(jobs: &[Job]) -> Option<Self> {
        let last = jobs.last()?;
        let alone = (jobs.len() == 1).then_some(last.allocation_id);
        Some(Self { crashes: 1, upto: (last.lane, last.allocation_id), alone })
    }

    /// The mark of a claim that has only `job`, one of this mark's suspects.
    pub fn narrowed_to(self, job: &Job) -> Self {
        Self { crashes: self.crashes_of(job).saturating_add(1), alone: Some(job.allocation_id), ..self }
    }
}

/// What a claim must know of an owned business, and is read when the account is locked, not before.
pub(super) struct Found {
    /// The mark that a dead claim left.
    pub(super) mark: Option<Mark>,
    /// Whether the business or its batches have limits: mostly not, which saves a round trip.
    pub(super) limited: bool,
    /// Whether any webhook endpoint listens: mostly none does, which saves another.
    pub(super) listened: bool,
}

/// Looks at an owned business.
pub(super) async fn find(conn: &mut PgConnection, business: BusinessId) -> Result<Found, sqlx::Error> {
    let row = sqlx::query!(
        r#"select m.crashes as "crashes?", m.upto_lane as "upto_lane?", m.upto_id as "upto_id?", m.alone_id,
               exists (select from throttles where business_id = $1)
                   or exists (select from pauses where business_id = $1) as "limited!",
               exists (select from webhook_endpoints where business_id = $1 and enabled) as "listened!"
           from (values (1)) as always left join claim_marks m on m.business_id = $1"#,
        business.uuid()
    )
    .fetch_one(conn)
    .await?;
    let mark = row.crashes.zip(row.upto_lane).zip(row.upto_id).map(|((crashes, lane), id)| Mark {
        crashes,
        upto: (Lane::from_stored(lane), id.into()),
        alone: row.alone_id.map(AllocationId::from),
    });
    Ok(Found { mark, limited: row.limited, listened: row.listened })
}

/// Leaves `mark`, in place of any other. To be committed before the claim goes on.
///
/// # Errors
/// When the database fails.
pub async fn leave(conn: &mut PgConnection, business: BusinessId, mark: Mark) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into claim_marks (business_id, crashes, upto_lane, upto_id, alone_id) values ($1, $2, $3, $4, $5)
         on conflict (business_id) do update set
             crashes = excluded.crashes, upto_lane = excluded.upto_lane, upto_id = excluded.upto_id,
             alone_id = excluded.alone_id",
        business.uuid(),
        mark.crashes,
        mark.upto.0.number(),
        mark.upto.1.uuid(),
        mark.alone.map(AllocationId::uuid)
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Takes the mark away after a rollback. When a claim's work is done, [`super::advance`] does.
///
/// # Errors
/// When the database fails.
pub async fn clear(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from claim_marks where business_id = $1", business.uuid())
        .execute(conn)
        .await
        .map(|_| ())
}
