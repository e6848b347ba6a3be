//! The ring: a row for each business with ready work, its place in the line, and whether it is idle.
//!
//! A claim that empties a business's queue marks its row idle, and polls pass over it: looking for work costs what there
//! is to do, however many businesses had some a minute ago. Acceptances do not wait for a claim's work, so they do not lock
//! the row. What keeps a job from being left behind idle is an advisory lock of the business: whoever queues jobs shares it
//! before it looks at the row, until its commit; a claim marks the row only if it gets the lock alone, and then sees
//! the jobs of all who had it. Whoever comes later waits for the claim's commit, which follows at once, and wakes the row.
//! Only the leader's sweep, whose jobs may be of thousands of businesses, takes no locks and wakes the rows afterwards.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::claim::Owned;
use super::take::Taken;
use crate::ids::BusinessId;

/// Says that `business` has ready work: to be called, last, by every transaction that queues jobs
/// ([`crate::allocation::record_group`] does it itself).
///
/// # Errors
/// When the database fails.
pub async fn announce(
    conn: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let businesses = BTreeSet::from([business.uuid()]);
    sqlx::query!(
        "select pg_advisory_xact_lock_shared(l) from unnest($1::bigint[]) as locks (l)",
        &locks(&businesses)
    )
    .execute(&mut *conn)
    .await?;
    wake(conn, &businesses, now).await
}

/// The locks of `businesses`, in one order, so that two transactions that share several do not deadlock.
pub(crate) fn locks(businesses: &BTreeSet<Uuid>) -> Vec<i64> {
    businesses.iter().copied().map(lock).collect()
}

/// What [`announce`] does once the transaction shares the [`locks`] of `businesses`, by an earlier statement: this one
/// must see what the claims that had them alone have committed.
pub(crate) async fn wake(
    conn: &mut PgConnection,
    businesses: &BTreeSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = businesses.iter().copied().collect();
    sqlx::query!(
        "with woken as (
             update ring set idle_since = null where business_id = any(array(
                 select business_id from ring where business_id = any($1) and idle_since is not null
                 order by business_id for no key update)))
         insert into ring (business_id, due_at) select business_id, $2 from unnest($1::uuid[]) as b (business_id)
         on conflict (business_id) do nothing",
        &ids,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Sends an owned business to the end of the line, unless its turn goes on: it is next due at `due_at`, or, with its
/// turn going on, at once. What was `taken` is below its bounds. The claim has done its work: its mark, if it has left one,
/// is taken away. To be called last, for acceptances of a business that is found idle wait for the commit.
///
/// # Errors
/// When the database fails.
pub async fn advance(
    conn: &mut PgConnection,
    owned: &Owned,
    taken: &Taken,
    due_at: DateTime<Utc>,
    mark: Option<Uuid>,
) -> Result<(), sqlx::Error> {
    let turns = owned.turns + 1;
    let goes_on = turns < owned.weight && owned.limits.throttle.is_none();
    let may_be_idle = !taken.full
        && sqlx::query_scalar!(
            r#"select pg_try_advisory_xact_lock($1) as "alone!""#,
            lock(owned.business_id.uuid())
        )
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query!(
        "with cleared as (delete from claims_begun where business_id = $1 and id = $7)
         update ring set due_at = case when $3 then due_at else $2 end, turns = $4, interactive_after = $5, bulk_after = $6,
             -- In the index's order, or the planner would read the queue from its beginning.
             idle_since = case when $8
                 and (select true from allocation_queue where business_id = $1 and lane = 0 and allocation_id > $5
                      order by allocation_id limit 1) is null
                 and (select true from allocation_queue where business_id = $1 and lane = 1 and allocation_id > $6
                      order by allocation_id limit 1) is null
                 then $2 end
         where business_id = $1",
        owned.business_id.uuid(),
        due_at,
        goes_on,
        if goes_on { turns } else { 0 },
        taken.interactive_after,
        taken.bulk_after,
        mark,
        may_be_idle
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// An owned business may not be claimed from before its throttle has tokens again.
///
/// # Errors
/// When the database fails.
pub async fn put_off(conn: &mut PgConnection, owned: &Owned, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let due_at = owned.limits.throttle.map_or(now, |throttle| throttle.next_at());
    sqlx::query!("update ring set due_at = $2 where business_id = $1", owned.business_id.uuid(), due_at)
        .execute(conn)
        .await
        .map(|_| ())
}

/// A business with work is due at `now`, whatever its throttle said: its rate has changed. Waits for its claim in flight.
pub(crate) async fn due_at_once(
    conn: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update ring set due_at = least(due_at, $2) where business_id = $1", business.uuid(), now)
        .execute(conn)
        .await
        .map(|_| ())
}

/// The number of a business's advisory lock: the random bits of its id. Two that share a number would only wait for
/// one another.
fn lock(business: Uuid) -> i64 {
    business.as_u64_pair().1.cast_signed()
}
