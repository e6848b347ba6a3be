//! The ring: a row for each business with ready work, its place in the line, and whether it is idle.
//!
//! A claim that empties a business's queue marks its row idle, and polls pass over it. So looking for work costs what
//! there is to do, however many businesses had some a minute ago. While only few rows are awake
//! claims leave them so ([`crate::queue::Owned::stays_awake`]).
//!
//! Acceptances do not wait for a claim's work, so they do not lock the row. An advisory lock of the business keeps a
//! job from being left behind an idle row. Whoever queues jobs shares the lock before it looks at the row, until its
//! commit. A claim marks the row only if it gets the lock alone, and then sees the jobs of all who had shared it.
//! Whoever comes later waits for the claim's commit, which follows at once, and wakes the row. Only the leader's sweep,
//! whose jobs may be of thousands of businesses, takes no locks and wakes the rows afterwards.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;

/// How many locks one SELECT takes: the server has a limit of 1,664 columns.
const COLUMNS: usize = 1_000;

/// Announces that `business` has ready work. Every transaction that queues jobs calls it last
/// ([`crate::allocation::record_group`] does it itself, with [`share`]).
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
        &[lock(business.uuid())]
    )
    .execute(&mut *conn)
    .await?;
    wake(conn, &businesses, now).await
}

/// The first step of [`announce`], to travel with a BEGIN: the statement that shares the locks of `businesses`, in one
/// order. Nobody waits for one of these locks to have it alone, so those who share them do not wait for each other.
pub(crate) fn share(businesses: &BTreeSet<Uuid>) -> String {
    let share = |business: &Uuid| format!("pg_advisory_xact_lock_shared({})", lock(*business));
    let each: Vec<String> = businesses.iter().map(share).collect();
    // Without parameters it is planned each time, so there is nothing to plan in it.
    each.chunks(COLUMNS).map(|some| format!("select {}", some.join(", "))).collect::<Vec<_>>().join("; ")
}

/// The second step of [`announce`], for a transaction that shares the locks of `businesses` since an earlier statement
/// ([`share`]): this one must see what claims that had the locks alone have committed.
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

/// Makes a business with work due at `now`, whatever its throttle said, because its rate has changed. Waits for its
/// claim in flight.
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
pub(crate) fn lock(business: Uuid) -> i64 {
    business.as_u64_pair().1.cast_signed()
}
