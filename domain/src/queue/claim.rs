//! Chooses the business to serve next and makes a transaction its owner.
//!
//! Businesses are served in round robin, each for as many claims in a row as its weight.
//!
//! A claim does not read below the low-water bounds in the business's ring row. While a long-running snapshot is
//! open, the index keeps the entries of all deleted jobs, and reading past a million of them takes longer than a
//! whole claim (docs/benchmarks.md). A job may still appear below a bound, because its transaction committed late or
//! it was queued again. The leader finds such a job and lowers the bound ([`super::lower_bounds`]).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Job;
use super::earlier::{Earlier, find_earlier};
use super::limits::{Limits, limits};
use super::mark::Mark;
use super::ranges::Ready;
use crate::ids::BusinessId;
use crate::money::Cents;
use crate::throttle::{Rates, Throttle};

/// How many businesses stay awake after their last job. A poll reads so few rows cheaply: that costs less than
/// marking a row idle costs a claim and waking it costs an acceptance. The leader removes them from the ring after a
/// minute.
const AWAKE: i64 = 4;

/// A business that the current transaction owns.
#[derive(Debug, Clone)]
pub struct Owned {
    /// The business.
    pub business_id: BusinessId,
    /// The payout balance, locked until the end of the transaction.
    pub payout_balance: Cents,
    /// The business's claims that broke off, fewest deaths first. Their jobs that still wait are suspects.
    pub suspects: Vec<Mark>,
    /// When the database server was started.
    pub server_started: DateTime<Utc>,
    /// What the claim may not take now.
    pub limits: Limits,
    /// Whether the business had an enabled webhook endpoint when its account was locked. An endpoint that is created
    /// later receives later events only, so it need not hear of this claim.
    pub listened: bool,
    /// Whether the ring row stays awake even if no work is left. Waking it would cost the next acceptance a write,
    /// and make acceptances that arrive at the same time wait for that write.
    pub stays_awake: bool,
    /// The jobs that were taken together with the ownership, for [`super::take_prefetched`].
    pub at_hand: Vec<Job>,
    /// Whether interactive jobs were ready. More may be accepted at any time.
    pub(super) interactive: bool,
    pub(super) interactive_after: Uuid,
    pub(super) bulk_after: Uuid,
    /// The first row and the first range of the bulk lane.
    pub(super) first_row: Option<Uuid>,
    pub(super) first_range: Option<Ready>,
    pub(super) weight: i16,
    pub(super) turns: i16,
}

/// The businesses to serve next, found by [`candidates`].
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// The businesses, longest due first.
    pub businesses: Vec<BusinessId>,
    /// Whether at most [`AWAKE`] ring rows are due and not idle. Rows without ready work count as well.
    pub few_awake: bool,
    /// The throttle of everything, if set.
    pub throttle: Option<Throttle>,
}

/// Why there is nothing to claim, and how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// There is no work.
    Empty,
    /// Other workers own every business that has work.
    Owned,
    /// A throttle has tokens again at this time.
    Throttled(DateTime<Utc>),
    /// A pause is in force.
    Paused,
}

/// Returns up to `limit` businesses to serve, longest due first. They are due, served by this cell, not paused, and
/// have ready work that is not held. This is a plain read that locks nothing.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Candidates, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.business_id as "id: BusinessId", r.awake as "awake!", t.max_per_second as "max_per_second?",
               t.max_cents_per_second as "max_cents_per_second?", t.jobs_until as "jobs_until?",
               t.cents_until as "cents_until?"
           -- "offset 0" keeps the order of turns, and stops as soon as enough are found. The count stops once it is
           -- clear that there are more than a few.
           from (select business_id, due_at, interactive_after, bulk_after,
                     count(*) over (order by due_at, business_id rows between unbounded preceding and $4 following) as awake
                 from ring
                 where due_at <= $1 and idle_since is null order by due_at, business_id offset 0) r
           cross join lateral (
               (select from allocation_queue q
                where q.business_id = r.business_id and q.lane = 0 and q.allocation_id > r.interactive_after limit 1)
               union all
               -- Each range is checked for a pause of its batch. These are few, unless thousands of batches are held.
               (select from allocation_ranges x
                where x.business_id = r.business_id and x.due_at is null and x.last_id > r.bulk_after
                  and (select true from pauses p
                       where p.business_id = x.business_id and p.batch_id = x.batch_id limit 1) is null
                  and (select true from throttles t
                       where t.business_id = x.business_id and t.batch_id = x.batch_id and t.next_at > $1) is null
                order by x.last_id limit 1)
               union all
               -- The first row after the bound, or after a held batch, that is not held itself. This skips a held batch
               -- as a whole, because it may have a million rows.
               (select from (
                    select r.bulk_after as id
                    union all
                    select b.last from (
                        select p.batch_id from pauses p where p.business_id = r.business_id
                        union all select t.batch_id from throttles t where t.business_id = r.business_id and t.next_at > $1
                    ) h cross join lateral (
                        select last_allocation_id as last from batches
                        where business_id = r.business_id and id = h.batch_id and finished_at is null offset 0) b
                    where b.last > r.bulk_after
                ) begun cross join lateral (
                    select q.batch_id from allocation_queue q
                    where q.business_id = r.business_id and q.lane = 1 and q.allocation_id > begun.id
                    order by q.allocation_id limit 1) next
                where (select true from pauses p
                       where p.business_id = r.business_id and p.batch_id = next.batch_id limit 1) is null
                  and (select true from throttles t
                       where t.business_id = r.business_id and t.batch_id = next.batch_id and t.next_at > $1) is null
                  -- Usually the queue has no such row, and this stops here.
                  and (select true from allocation_queue q
                       where q.business_id = r.business_id and q.lane = 1 and q.allocation_id > r.bulk_after limit 1)
                limit 1)
               limit 1
           ) ready
           left join throttles t on t.business_id = $3 and t.batch_id = $3
           where not exists (select from pauses p where p.business_id in (r.business_id, $3) and p.batch_id = $3)
             and r.business_id not in (select business_id from unserved_businesses)
           order by r.due_at, r.business_id limit $2"#,
        now,
        limit,
        Uuid::nil(),
        AWAKE
    )
    .fetch_all(conn)
    .await?;
    let throttle = rows.first().and_then(|row| {
        let rates =
            Rates { max_per_second: row.max_per_second, max_cents_per_second: row.max_cents_per_second };
        Some(Throttle { rates, jobs_until: row.jobs_until?, cents_until: row.cents_until? })
    });
    let few_awake = rows.first().is_none_or(|row| row.awake <= AWAKE);
    Ok(Candidates { few_awake, businesses: rows.into_iter().map(|row| row.id).collect(), throttle })
}

/// Returns why [`candidates`] found nothing.
///
/// # Errors
/// When the database fails.
pub async fn idle(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Idle, sqlx::Error> {
    let row = sqlx::query!(
        r#"select least((select min(due_at) from ring where due_at > $1),
                        (select min(t.next_at) from throttles t join ring r using (business_id) where t.next_at > $1)) as next,
               exists (select from pauses) as "paused!""#,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(match row.next {
        Some(next) => Idle::Throttled(next),
        None if row.paused => Idle::Paused,
        None => Idle::Empty,
    })
}

/// Makes this transaction the owner of `business`. Returns `None` if another transaction owns it, or if the business
/// has no ring row, is idle, or is paused. A claim that begins after a pause has committed takes nothing.
///
/// This locks the account before it reads the limits. Commands to batches wait for the account, so the limits stay
/// true until the commit.
///
/// # Errors
/// When the database fails.
pub async fn own(conn: &mut PgConnection, business: BusinessId) -> Result<Option<Owned>, sqlx::Error> {
    own_and_take(conn, business, 0).await
}

/// Does what [`own`] does, and also takes up to `most` jobs ([`Owned::at_hand`]). It takes jobs only if there is
/// nothing to consider but interactive jobs: no limit, no suspect, nothing in the bulk lane.
///
/// # Errors
/// When the database fails.
pub async fn own_and_take(
    conn: &mut PgConnection,
    business: BusinessId,
    most: i64,
) -> Result<Option<Owned>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select r.turns, r.interactive_after, r.bulk_after, b.weight, a.payout_balance as "payout_balance: Cents",
               exists (select from allocation_queue
                       where business_id = $1 and lane = 0 and allocation_id > r.interactive_after) as "interactive!"
           from ring r join businesses b on b.id = r.business_id join business_accounts a on a.business_id = b.id
           where r.business_id = $1 and r.idle_since is null
             and not exists (select from pauses where business_id in ($1, $2) and batch_id = $2)
           -- In this order: the ring's row is skipped if it is locked, and the account's lock is waited for.
           for no key update of r skip locked for no key update of a"#,
        business.uuid(),
        Uuid::nil()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let after = (row.interactive_after, row.bulk_after);
    let found = find_earlier(conn, business, after, if row.interactive { most } else { 0 }).await?;
    let Earlier { suspects, limited, listened, server_started, first_row, first_range, at_hand } = found;
    Ok(Some(Owned {
        business_id: business,
        payout_balance: row.payout_balance,
        suspects,
        server_started,
        listened,
        stays_awake: false,
        limits: if limited { limits(conn, business).await? } else { Limits::default() },
        weight: row.weight,
        turns: row.turns,
        interactive: row.interactive,
        interactive_after: row.interactive_after,
        bulk_after: row.bulk_after,
        first_row,
        first_range,
        at_hand,
    }))
}
