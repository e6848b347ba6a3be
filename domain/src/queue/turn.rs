//! The end of a claim: its business goes to the end of the line, or keeps its turn for another claim.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::claim::Owned;
use super::take::Taken;
use crate::ring::lock;

/// The end of a claim that cannot leave its business idle. It does not need to look at the queue, so it needs no
/// statement of its own: [`super::apply::apply`] does it.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// When the business is next due, or `None` if its turn goes on.
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) turns: i16,
    pub(super) interactive_after: Uuid,
    pub(super) bulk_after: Uuid,
    /// The mark of the claim.
    pub(super) mark: Uuid,
}

impl Turn {
    /// Returns the end of the claim of `taken` whose mark is `mark`. Returns `None` if the claim may leave its business
    /// idle, or if marks of other claims are concerned. It has the same effect as [`advance`].
    pub fn of(owned: &Owned, taken: &Taken, due_at: DateTime<Utc>, mark: Uuid) -> Option<Self> {
        let (goes_on, turns) = turns(owned);
        let (interactive_after, bulk_after) = (taken.interactive_after, taken.bulk_after);
        let due_at = (!goes_on).then_some(due_at);
        let alone = owned.suspects.is_empty() && !may_be_idle(owned, taken);
        alone.then_some(Self { due_at, turns, interactive_after, bulk_after, mark })
    }
}

/// Returns whether the business's turn goes on after this claim, and how many claims of that turn are then done.
fn turns(owned: &Owned) -> (bool, i16) {
    let turns = owned.turns + 1;
    let goes_on = turns < owned.weight && owned.limits.throttle.is_none();
    (goes_on, if goes_on { turns } else { 0 })
}

fn may_be_idle(owned: &Owned, taken: &Taken) -> bool {
    !taken.full && !owned.stays_awake
}

/// Ends the claim of an owned business. Sends the business to the end of the line, where it is next due at `due_at`, or
/// leaves it due at once if its turn goes on. Raises its bounds to what was `taken`, and deletes the claim's mark, if
/// any.
///
/// Call this last: acceptances of a business that becomes idle wait for the commit.
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
    let (goes_on, turns) = turns(owned);
    let may_be_idle = may_be_idle(owned, taken)
        && sqlx::query_scalar!(
            r#"select pg_try_advisory_xact_lock($1) as "alone!""#,
            lock(owned.business_id.uuid())
        )
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query!(
        "with cleared as (delete from claims_begun where business_id = $1 and id = $7)
         update ring set due_at = case when $3 then due_at else $2 end, turns = $4, interactive_after = $5, bulk_after = $6,
             -- The order by makes the planner use the index. Otherwise it reads the queue from its beginning.
             idle_since = case when $8
                 and (select true from allocation_queue where business_id = $1 and lane = 0 and allocation_id > $5
                      order by allocation_id limit 1) is null
                 and (select true from allocation_queue where business_id = $1 and lane = 1 and allocation_id > $6
                      order by allocation_id limit 1) is null
                 and (select true from allocation_ranges where business_id = $1 and due_at is null and last_id > $6
                      order by last_id limit 1) is null
                 then $2 end
         where business_id = $1",
        owned.business_id.uuid(),
        due_at,
        goes_on,
        turns,
        taken.interactive_after,
        taken.bulk_after,
        mark,
        may_be_idle
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Postpones the turn of an owned business until its throttle has tokens again.
///
/// # Errors
/// When the database fails.
pub async fn postpone(conn: &mut PgConnection, owned: &Owned, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let due_at = owned.limits.throttle.map_or(now, |throttle| throttle.next_at());
    sqlx::query!("update ring set due_at = $2 where business_id = $1", owned.business_id.uuid(), due_at)
        .execute(conn)
        .await
        .map(|_| ())
}
