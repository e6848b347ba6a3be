//! Single requests whose client waits for the outcome: reads their progress, and takes them back at the client's
//! deadline.

use std::collections::HashSet;

use sqlx::PgConnection;
use uuid::Uuid;

use super::FailureCode;
use super::rows::Recorded;
use crate::email::Email;
use crate::ids::{AllocationId, BusinessId};
use crate::money::Cents;
use crate::platform::db;
use crate::reference::Reference;
use crate::secrets::hash::HashVersion;

/// An allocation whose client waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The business of the allocation.
    pub business_id: BusinessId,
    /// The allocation.
    pub allocation_id: AllocationId,
}

/// The progress of an allocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It has not ended.
    Pending,
    /// It is paid.
    Paid {
        /// Which hash the payout user has.
        hash_version: HashVersion,
    },
    /// It ended unpaid, for good.
    Failed(FailureCode),
    /// It is parked after its last attempt. It stays unpaid unless an operator retries it.
    Parked,
    /// It was cancelled with its batch.
    Cancelled,
    /// There is no such allocation: it was taken back, or never recorded.
    Gone,
}

/// Returns the progress of each allocation in `waiting`, in their order.
///
/// # Errors
/// When the database fails.
pub async fn progress(conn: &mut PgConnection, waiting: &[Waiting]) -> Result<Vec<Progress>, sqlx::Error> {
    let businesses: Vec<Uuid> = waiting.iter().map(|one| one.business_id.uuid()).collect();
    let ids: Vec<Uuid> = waiting.iter().map(|one| one.allocation_id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select s.status as "status?", s.code as "code?", u.hash_version as "hash_version?", u.hash_secret as "hash_secret?",
               s.status = 'failed' and (
                   select true from allocation_dead d where d.business_id = s.business_id and d.allocation_id = s.id
               ) is not null as parked
           from unnest($1::uuid[], $2::uuid[]) with ordinality as w (business_id, id, n)
           -- Forces look-ups by the whole key. A plan made while the tables were small would scan them.
           left join lateral (
               select a.business_id, a.id, a.status, a.code, a.payout_user_id from allocation_states a
               where a.business_id = w.business_id and a.id >= w.id and a.id <= w.id order by a.id limit 1
           ) s on true
           left join lateral (
               select p.hash_version, p.hash_secret from payout_users p
               where p.business_id = s.business_id and p.id >= s.payout_user_id and p.id <= s.payout_user_id
               order by p.id limit 1
           ) u on true
           order by w.n"#,
        &businesses,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            match (row.status.as_deref(), row.hash_version.zip(row.hash_secret), row.code.as_deref()) {
                (None, _, _) => Progress::Gone,
                (Some("succeeded"), Some((number, secret)), _) => {
                    Progress::Paid { hash_version: HashVersion { secret, number } }
                }
                (Some("failed"), _, Some("insufficient_funds")) => {
                    Progress::Failed(FailureCode::InsufficientFunds)
                }
                (Some("failed"), _, _) if row.parked == Some(true) => Progress::Parked,
                (Some("failed"), _, _) => Progress::Failed(FailureCode::InternalError),
                (Some("cancelled"), _, _) => Progress::Cancelled,
                _ => Progress::Pending,
            }
        })
        .collect())
}

/// Returns what `reference` of `business` names, compared with a payment of `amount` to `email`, or `None` if the
/// reference is free. Locks and promises nothing.
///
/// # Errors
/// When the database fails.
pub async fn recorded_as(
    conn: &mut PgConnection,
    business: BusinessId,
    reference: &Reference,
    email: &Email,
    amount: Cents,
) -> Result<Option<Recorded>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id, email = $3 and amount = $4 as "same!" from allocations
           where business_id = $1 and reference = $2 order by reference_attempt desc limit 1"#,
        business.uuid(),
        reference.as_str(),
        email.as_str(),
        amount.get()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let id = AllocationId::from(row.id);
        if row.same { Recorded::Duplicate(id) } else { Recorded::Conflict(id) }
    }))
}

/// The result of taking a request back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeBack {
    /// It is taken back. After the commit it is as if it had never been recorded.
    TakenBack,
    /// A client was promised that it will be carried out.
    Promised,
    /// It has ended, does not exist, or is locked by another transaction at this moment.
    OutOfReach,
}

/// Takes back a request that was not promised, if no worker has claimed it.
///
/// # Errors
/// When the database fails, or when the business is being moved ([`db::is_elsewhere`]). Then another cell may pay it.
pub async fn take_back(conn: &mut PgConnection, waiting: Waiting) -> Result<TakeBack, sqlx::Error> {
    let business = waiting.business_id.uuid();
    let id = waiting.allocation_id.uuid();
    // A relocation waits for this lock before it copies the rest, so a request taken back here is never paid elsewhere.
    let unserved = sqlx::query_scalar!(
        r#"select phase <> 'copying' as "unserved!" from relocations where business_id = $1 for key share"#,
        business
    )
    .fetch_optional(&mut *conn)
    .await?;
    db::served(unserved == Some(true))?;
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
    if from_queue.rows_affected() + from_deferred.rows_affected() == 0 {
        let promised = is_promised(conn, waiting).await?;
        return Ok(if promised { TakeBack::Promised } else { TakeBack::OutOfReach });
    }
    sqlx::query!(
        "delete from allocations where ctid = any(array(
             select ctid from allocations where business_id = $1 and id >= $2 and id <= $2 order by id limit 1))",
        business,
        id
    )
    .execute(conn)
    .await?;
    Ok(TakeBack::TakenBack)
}

async fn is_promised(conn: &mut PgConnection, waiting: Waiting) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from allocation_queue
                          where business_id = $1 and lane = 0 and allocation_id = $2 and promised)
               or exists (select from allocation_queue
                          where business_id = $1 and lane = 1 and allocation_id = $2 and promised)
               or exists (select from allocation_deferred
                          where business_id = $1 and allocation_id = $2 and promised) as "promised!""#,
        waiting.business_id.uuid(),
        waiting.allocation_id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Promises those of `ids` that still wait for their outcome. From the commit on they cannot be taken back. Waits for a
/// worker that has claimed one. Returns the ids that exist. The others were taken back.
///
/// # Errors
/// When the database fails.
pub(super) async fn promise(
    conn: &mut PgConnection,
    business: BusinessId,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, sqlx::Error> {
    // A worker moves a failed job from the queue to the deferred jobs, and the sweep moves it back. A job that is
    // missed in one place is found in the other, because a backoff is far longer than these three statements. The ids
    // are locked in one order, so that two transactions do not deadlock.
    let mut in_order = ids.to_vec();
    in_order.sort_unstable();
    promise_queued(conn, business, &in_order).await?;
    sqlx::query!(
        "update allocation_deferred set promised = true where ctid = any(array(
             select d.place from unnest($2::uuid[]) as asked (id)
             cross join lateral (
                 select ctid as place from allocation_deferred
                 where business_id = $1 and allocation_id = asked.id and not promised for update) d))",
        business.uuid(),
        &in_order
    )
    .execute(&mut *conn)
    .await?;
    promise_queued(conn, business, &in_order).await?;
    let kept = sqlx::query_scalar!(
        r#"select a.id as "id!" from unnest($2::uuid[]) as asked (id)
           cross join lateral (
               select id from allocations
               where business_id = $1 and id >= asked.id and id <= asked.id order by id limit 1) a"#,
        business.uuid(),
        &in_order
    )
    .fetch_all(conn)
    .await?;
    Ok(kept.into_iter().collect())
}

async fn promise_queued(
    conn: &mut PgConnection,
    business: BusinessId,
    ids: &[Uuid],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update allocation_queue set promised = true where ctid = any(array(
             select q.place from unnest($2::uuid[]) as asked (id)
             cross join lateral (
                 select ctid as place from allocation_queue
                 where business_id = $1 and lane = 0 and allocation_id = asked.id and not promised for update) q))",
        business.uuid(),
        ids
    )
    .execute(conn)
    .await
    .map(|_| ())
}
