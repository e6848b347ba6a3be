//! A request that waits for its outcome, and takes itself back at its deadline.

use sqlx::PgConnection;
use uuid::Uuid;

use super::FailureCode;
use crate::ids::{AllocationId, BusinessId};

/// An allocation somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// Whose.
    pub business_id: BusinessId,
    /// Which.
    pub allocation_id: AllocationId,
}

/// How far an allocation has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Not finished.
    Pending,
    /// Paid, to a user whose hash has this version.
    Paid {
        /// Of the payout user's hash.
        hash_version: i16,
    },
    /// Ended without being paid.
    Failed(FailureCode),
    /// Taken back by the merchant.
    Cancelled,
    /// There is no such allocation: it was withdrawn, or never recorded.
    Gone,
}

/// How far each of `waiting` has come, in their order.
///
/// # Errors
/// When the database fails.
pub async fn progress(conn: &mut PgConnection, waiting: &[Waiting]) -> Result<Vec<Progress>, sqlx::Error> {
    let businesses: Vec<Uuid> = waiting.iter().map(|one| one.business_id.uuid()).collect();
    let ids: Vec<Uuid> = waiting.iter().map(|one| one.allocation_id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select s.status as "status?", s.code as "code?", u.hash_version as "hash_version?"
           from unnest($1::uuid[], $2::uuid[]) with ordinality as w (business_id, id, n)
           left join allocation_states s on s.business_id = w.business_id and s.id = w.id
           left join payout_users u on u.business_id = s.business_id and u.id = s.payout_user_id
           order by w.n"#,
        &businesses,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| match (row.status.as_deref(), row.hash_version, row.code.as_deref()) {
            (None, _, _) => Progress::Gone,
            (Some("succeeded"), Some(hash_version), _) => Progress::Paid { hash_version },
            (Some("failed"), _, Some("insufficient_funds")) => {
                Progress::Failed(FailureCode::InsufficientFunds)
            }
            (Some("failed"), _, _) => Progress::Failed(FailureCode::InternalError),
            (Some("cancelled"), _, _) => Progress::Cancelled,
            _ => Progress::Pending,
        })
        .collect())
}

/// Takes back a request that nobody was promised, if no worker holds it: after the commit it was never recorded.
/// Whether it was taken back; if not, it has been promised, is being applied, or is finished.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(conn: &mut PgConnection, waiting: Waiting) -> Result<bool, sqlx::Error> {
    let business = waiting.business_id.uuid();
    let id = waiting.allocation_id.uuid();
    let from_queue = sqlx::query!(
        "delete from allocation_queue where ctid = any(array(
             select ctid from allocation_queue
             where business_id = $1 and lane = 0 and allocation_id = $2 and not promised
             for update skip locked))",
        business,
        id
    )
    .execute(&mut *conn)
    .await?;
    let from_deferred = sqlx::query!(
        "delete from allocation_deferred where ctid = any(array(
             select ctid from allocation_deferred
             where business_id = $1 and allocation_id = $2 and not promised
             for update skip locked))",
        business,
        id
    )
    .execute(&mut *conn)
    .await?;
    if from_queue.rows_affected() + from_deferred.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query!("delete from allocations where business_id = $1 and id = $2", business, id)
        .execute(conn)
        .await?;
    Ok(true)
}

/// Makes sure that a request which is still waiting will not be withdrawn: from the commit on, it is promised. Waits
/// for a worker that holds it.
///
/// # Errors
/// When the database fails.
pub async fn promise(conn: &mut PgConnection, waiting: Waiting) -> Result<(), sqlx::Error> {
    let business = waiting.business_id.uuid();
    let id = waiting.allocation_id.uuid();
    sqlx::query!(
        "update allocation_queue set promised = true
         where business_id = $1 and lane = 0 and allocation_id = $2 and not promised",
        business,
        id
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update allocation_deferred set promised = true
         where business_id = $1 and allocation_id = $2 and not promised",
        business,
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}
