//! Resets times that are further ahead than the code can have written them.
//!
//! Such a time comes from a clock that was ahead: a process of an older version, or the server before its clock was set
//! or another server took over. Whatever waits for that time would stand still until it comes.
//!
//! Each kind of time has a bound: the furthest time that the code which writes it can reach. Times that may rightly be
//! far ahead are not checked: a scheduled batch, the retry of a webhook, a job that rests after an error. If one of
//! those is wrong, it is late once.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::money::Cents;
use crate::webhook::LONGEST_LEASE;

/// How much the estimates of the server's time in two processes may differ, with room to spare.
const SLACK: TimeDelta = TimeDelta::seconds(2);

/// The longest time until the next call for a withdrawal, and the longest lease of one.
pub const LONGEST_ORDER_WAIT: TimeDelta = TimeDelta::minutes(7);

/// How many times of each kind were reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clamped {
    /// Throttles that were used up until a time too far ahead.
    pub throttles: u64,
    /// Turns of businesses.
    pub turns: u64,
    /// Withdrawals in the queue.
    pub orders: u64,
    /// Leases of deliveries.
    pub deliveries: u64,
}

/// Resets times that are too far ahead to `now`. Rows that another transaction has locked, and rows of businesses that
/// this cell does not serve now, are skipped until the next time.
///
/// # Errors
/// When the database fails.
pub async fn clamp_to_now(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Clamped, sqlx::Error> {
    Ok(Clamped {
        throttles: throttles(conn, now).await?,
        turns: turns(conn, now).await?,
        orders: orders(conn, now).await?,
        deliveries: deliveries(conn, now).await?,
    })
}

/// Resets throttles. Allocations are paid from tokens that exist, so `jobs_until` is never ahead. `cents_until` may be
/// ahead by one allocation, because the last one of a claim may exceed the cents that are left.
async fn throttles(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let put_back = sqlx::query!(
        "with ahead as (
             select business_id, batch_id from throttles
             where (max_per_second is not null and jobs_until > $2
                or max_cents_per_second is not null
                   and cents_until > $2::timestamptz + make_interval(secs => $3::bigint::float8 / max_cents_per_second))
               and business_id not in (select business_id from unserved_businesses)
             for no key update skip locked)
         update throttles t set jobs_until = least(t.jobs_until, $1), cents_until = least(t.cents_until, $1), next_at = $1
         from ahead where t.business_id = ahead.business_id and t.batch_id = ahead.batch_id",
        now,
        now + SLACK,
        Cents::MAX_ALLOCATION.get()
    )
    .execute(conn)
    .await?;
    Ok(put_back.rows_affected())
}

/// Resets turns. A business is due now, or when its throttle has tokens.
async fn turns(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let put_back = sqlx::query!(
        "with ahead as (
             select r.business_id from ring r
             left join throttles t on t.business_id = r.business_id and t.batch_id = $3
             where r.due_at > greatest($2, t.next_at + ($2::timestamptz - $1::timestamptz))
               and r.business_id not in (select business_id from unserved_businesses)
             for no key update of r skip locked)
         update ring r set due_at = $1 from ahead where r.business_id = ahead.business_id",
        now,
        now + SLACK,
        Uuid::nil()
    )
    .execute(conn)
    .await?;
    Ok(put_back.rows_affected())
}

async fn orders(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let put_back = sqlx::query!(
        "with ahead as (
             select business_id, withdrawal_id from withdrawal_queue
             where due_at > case when attempts = 0 then $2::timestamptz else $3 end
               and business_id not in (select business_id from unserved_businesses)
             for no key update skip locked)
         update withdrawal_queue q set due_at = $1
         from ahead where q.business_id = ahead.business_id and q.withdrawal_id = ahead.withdrawal_id",
        now,
        now + SLACK,
        now + SLACK + LONGEST_ORDER_WAIT
    )
    .execute(conn)
    .await?;
    Ok(put_back.rows_affected())
}

async fn deliveries(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let put_back = sqlx::query!(
        "with ahead as (
             select business_id, endpoint_id, event_id from webhook_deliveries
             where leased and due_at > $2 and business_id not in (select business_id from unserved_businesses)
             for no key update skip locked)
         update webhook_deliveries d set due_at = $1
         from ahead where d.business_id = ahead.business_id and d.endpoint_id = ahead.endpoint_id
             and d.event_id = ahead.event_id",
        now,
        now + SLACK + LONGEST_LEASE
    )
    .execute(conn)
    .await?;
    Ok(put_back.rows_affected())
}
