//! The ring: one row for each business with ready work. The row has the business's place in the line, and says whether
//! the business is idle.
//!
//! A claim that empties a business's queue marks the row idle, and polls skip idle rows. So the cost of looking for
//! work depends on the work that there is, not on how many businesses had some a minute ago. While few rows are awake,
//! claims do not mark them ([`crate::queue::Owned::stays_awake`]).
//!
//! An acceptance must not wait for a claim's work, so it does not lock the row. Instead, an advisory lock of the
//! business makes sure that no job stays behind an idle row. A transaction that queues jobs shares the lock before it
//! looks at the row, and keeps it until its commit. A claim marks the row idle only if it gets the lock exclusively. It
//! then sees the jobs of all transactions that shared the lock before. A later transaction waits for the claim's
//! commit, which follows at once, and wakes the row. Only the leader's sweep takes no such lock, because its jobs may
//! belong to thousands of businesses. It wakes the rows afterwards.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;

/// How many locks one SELECT takes. The server allows 1,664 columns.
const COLUMNS: usize = 1_000;

/// Announces that `business` has ready work. Every transaction that queues jobs calls this last.
/// [`crate::allocation::record_group`] does the same with [`share`] instead.
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

/// The first step of [`announce`]: returns the statement that shares the locks of `businesses`, to be sent with a
/// BEGIN. The order of the locks does not matter. Claims only try to get such a lock exclusively and never wait for
/// one, so transactions that share the locks do not block each other.
pub(crate) fn share(businesses: &BTreeSet<Uuid>) -> String {
    let share = |business: &Uuid| format!("pg_advisory_xact_lock_shared({})", lock(*business));
    let each: Vec<String> = businesses.iter().map(share).collect();
    // A statement without parameters is planned each time, and this one has nothing to plan.
    each.chunks(COLUMNS).map(|some| format!("select {}", some.join(", "))).collect::<Vec<_>>().join("; ")
}

/// The second step of [`announce`]. The transaction must share the locks of `businesses` since an earlier statement
/// ([`share`]), because this one must see what claims that held the locks exclusively have committed.
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

/// Makes a business with work due at `now`, even if its throttle had postponed it, because its rate has changed. Waits
/// for the claim in flight.
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

/// Returns the key of a business's advisory lock: the random bits of its id. Two businesses with the same key would
/// only wait for each other.
pub(crate) fn lock(business: Uuid) -> i64 {
    business.as_u64_pair().1.cast_signed()
}
