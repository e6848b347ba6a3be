//! What a claim does not pay because its batch is paused or cancelled.
//!
//! Taking jobs does not look at their batches, so that a claim never searches past a million paused jobs: it takes them
//! once, and sets them aside among the deferred until they are released. Those of a cancelled batch end as cancelled.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::apply::Progress;
use super::{Job, reserve};
use crate::allocation::CANCELLED;
use crate::ids::{BatchId, BusinessId};
use crate::money::Cents;

/// The jobs of a claim that are not to be paid now.
#[derive(Debug, Default)]
pub struct Withheld {
    /// Set aside: their batches are paused.
    pub paused: Vec<Job>,
    /// Ended: their batches are cancelled.
    pub cancelled: Vec<Job>,
}

impl Withheld {
    /// What came back from the reserve to the payout balance.
    pub fn given_back(&self) -> Cents {
        Cents::new(self.cancelled.iter().filter(|job| job.from_reserve).map(|job| job.amount.get()).sum())
    }
}

/// Takes out of `jobs` those whose batches are paused or cancelled, and sets them aside or ends them.
///
/// The caller holds the business's account ([`super::apply::payout_balance`]), and orders to batches wait for it: what
/// is read here stays true until the commit.
///
/// # Errors
/// When the database fails.
pub async fn withhold(
    conn: &mut PgConnection,
    business: BusinessId,
    jobs: &mut Vec<Job>,
    now: DateTime<Utc>,
) -> Result<Withheld, sqlx::Error> {
    let mut batches: Vec<Uuid> = jobs.iter().filter_map(|job| job.batch_id).map(BatchId::uuid).collect();
    batches.dedup();
    if batches.is_empty() {
        return Ok(Withheld::default());
    }
    let rows = sqlx::query!(
        r#"select b.id as "id: BatchId", b.cancelled_at is not null as "cancelled!" from batches b
           where b.business_id = $1 and b.id = any($2)
             and (b.cancelled_at is not null
                  or exists (select from pauses p where p.business_id = $1 and p.batch_id = b.id))"#,
        business.uuid(),
        &batches
    )
    .fetch_all(&mut *conn)
    .await?;
    if rows.is_empty() {
        return Ok(Withheld::default());
    }
    let mut of = |cancelled: bool| -> Vec<Job> {
        let ids: Vec<BatchId> =
            rows.iter().filter(|row| row.cancelled == cancelled).map(|row| row.id).collect();
        jobs.extract_if(.., |job| job.batch_id.is_some_and(|batch| ids.contains(&batch))).collect()
    };
    let withheld = Withheld { cancelled: of(true), paused: of(false) };
    set_aside(conn, business, &withheld.paused).await?;
    end(conn, business, &withheld.cancelled, now).await?;
    Ok(withheld)
}

/// Until they are released. No attempt was made, so none is counted.
async fn set_aside(conn: &mut PgConnection, business: BusinessId, jobs: &[Job]) -> Result<(), sqlx::Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.allocation_id.uuid()).collect();
    let lanes: Vec<i16> = jobs.iter().map(|job| job.lane.number()).collect();
    let emails: Vec<&str> = jobs.iter().map(|job| job.email.as_str()).collect();
    let amounts: Vec<i64> = jobs.iter().map(|job| job.amount.get()).collect();
    let batches: Vec<Option<Uuid>> = jobs.iter().map(|job| job.batch_id.map(BatchId::uuid)).collect();
    let requests: Vec<Option<Uuid>> = jobs.iter().map(|job| job.request_id).collect();
    let attempts: Vec<i16> = jobs.iter().map(|job| job.attempts).collect();
    let promised: Vec<bool> = jobs.iter().map(|job| job.promised).collect();
    let from_reserve: Vec<bool> = jobs.iter().map(|job| job.from_reserve).collect();
    sqlx::query!(
        "insert into allocation_deferred
             (business_id, due_at, allocation_id, lane, email, amount, batch_id, request_id, attempts, promised,
              from_reserve)
         select $1, 'infinity', * from unnest($2::uuid[], $3::smallint[], $4::text[], $5::bigint[], $6::uuid[],
             $7::uuid[], $8::smallint[], $9::boolean[], $10::boolean[])",
        business.uuid(),
        &ids,
        &lanes,
        &emails as _,
        &amounts,
        &batches as _,
        &requests as _,
        &attempts,
        &promised,
        &from_reserve
    )
    .execute(conn)
    .await
    .map(|_| ())
}

async fn end(
    conn: &mut PgConnection,
    business: BusinessId,
    jobs: &[Job],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.allocation_id.uuid()).collect();
    let attempts: Vec<i16> = jobs.iter().map(|job| job.attempts.saturating_add(1)).collect();
    sqlx::query!(
        "insert into allocation_outcomes (business_id, allocation_id, attempt, outcome, code, created_at)
         select $1, j.id, j.attempt, 'cancelled', $2, $3 from unnest($4::uuid[], $5::smallint[]) as j (id, attempt)",
        business.uuid(),
        CANCELLED,
        now,
        &ids,
        &attempts
    )
    .execute(&mut *conn)
    .await?;
    reserve::give_back(conn, business, jobs, now).await?;
    Progress::cancelled(jobs).record(conn, business, now).await
}
