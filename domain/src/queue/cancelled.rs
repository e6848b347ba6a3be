//! Ends the jobs of cancelled batches that a claim has taken.
//!
//! Taking jobs does not check whether their batch is cancelled, so a claim never has to search past a million
//! cancelled jobs. The claim takes them like others and ends them here. Money that was set aside for them returns to
//! the balance.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::progress::Progress;
use super::{Job, reserve};
use crate::allocation::CANCELLED;
use crate::ids::{BatchId, BusinessId};

/// Removes the jobs of cancelled batches from `jobs`, ends them, and returns them.
///
/// The caller holds the business's account ([`super::own`]). Commands to batches wait for that lock, so what this
/// function reads stays true until the commit.
///
/// # Errors
/// When the database fails.
pub async fn end_cancelled(
    conn: &mut PgConnection,
    business: BusinessId,
    jobs: &mut Vec<Job>,
    now: DateTime<Utc>,
) -> Result<Vec<Job>, sqlx::Error> {
    let mut batches: Vec<Uuid> = jobs.iter().filter_map(|job| job.batch_id).map(BatchId::uuid).collect();
    batches.dedup();
    if batches.is_empty() {
        return Ok(Vec::new());
    }
    let cancelled = sqlx::query_scalar!(
        r#"select b.id as "id: BatchId" from unnest($2::uuid[]) as asked (id)
           cross join lateral (
               select id from batches
               where business_id = $1 and id >= asked.id and id <= asked.id and cancelled_at is not null
               order by id limit 1) b"#,
        business.uuid(),
        &batches
    )
    .fetch_all(&mut *conn)
    .await?;
    if cancelled.is_empty() {
        return Ok(Vec::new());
    }
    let ended: Vec<Job> =
        jobs.extract_if(.., |job| job.batch_id.is_some_and(|batch| cancelled.contains(&batch))).collect();
    let ids: Vec<Uuid> = ended.iter().map(|job| job.allocation_id.uuid()).collect();
    let attempts: Vec<i16> = ended.iter().map(|job| job.attempts.saturating_add(1)).collect();
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
    reserve::return_reserve(conn, business, &ended, now).await?;
    Progress::cancelled(&ended).record(conn, business, now).await?;
    Ok(ended)
}
