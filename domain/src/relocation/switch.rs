//! The switch: the hold of a business at the source, its end, and the arrival at the target.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::record::{forget, pause};
use crate::business;
use crate::cell::Number;
use crate::ids::{BusinessId, lower_bound};
use crate::platform::db;
use crate::queue::WORK_CHANNEL;
use crate::ring;
use crate::steering::{self, AuditContext};

/// For how long after its arrival a business counts as just arrived. A caller that asked all cells before may not have
/// found the business in any of them.
const JUST_ARRIVED: TimeDelta = TimeDelta::seconds(10);

/// The businesses that are arriving in this cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// Whether a business has just arrived and is served here.
    pub just_arrived: bool,
    /// The businesses whose rows are complete here, and the cell from which each one comes. That cell knows which of
    /// the two has the business ([`serves_all`]).
    pub complete: Vec<(BusinessId, Number)>,
}

/// Returns the businesses that are arriving in this cell.
///
/// # Errors
/// When the database fails.
pub async fn arrivals(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Arrivals, sqlx::Error> {
    let found = sqlx::query!(
        r#"select array(select business_id from relocations where complete_since is not null order by business_id) as "complete!",
               array(select other_cell from relocations where complete_since is not null order by business_id) as "from!",
               exists (select from audit where id >= $1 and action = 'arrive') as "just_arrived!""#,
        lower_bound(now - JUST_ARRIVED)
    )
    .fetch_one(conn)
    .await?;
    let complete = found.complete.into_iter().zip(found.from);
    let complete = complete.map(|(business, from)| Ok((business.into(), Number::stored(from)?)));
    Ok(Arrivals { just_arrived: found.just_arrived, complete: complete.collect::<Result<_, sqlx::Error>>()? })
}

/// Returns whether this cell has all of `businesses` now. None has left, though one may be held.
///
/// # Errors
/// When the database fails.
pub async fn serves_all(conn: &mut PgConnection, businesses: &[BusinessId]) -> Result<bool, sqlx::Error> {
    let businesses: Vec<Uuid> = businesses.iter().map(|business| business.uuid()).collect();
    sqlx::query_scalar!(
        r#"select not exists (select from unnest($1::uuid[]) b (id)
               where not exists (select from businesses where id = b.id)
                   or exists (select from absent_businesses where business_id = b.id)) as "has!""#,
        &businesses
    )
    .fetch_one(conn)
    .await
}

/// Records at the target that all rows are here, in the transaction that copies the last of them.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    target: &mut PgConnection,
    business: BusinessId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update relocations set complete_since = $2 where business_id = $1", business.uuid(), now)
        .execute(target)
        .await
        .map(|_| ())
}

/// Undoes [`complete`] at the target, because the business stays at the source.
///
/// # Errors
/// When the database fails.
pub async fn undo_complete(target: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("update relocations set complete_since = null where business_id = $1", business.uuid())
        .execute(target)
        .await
        .map(|_| ())
}

/// Returns for how many seconds the oldest complete business here has waited for its move to end, or 0 if there is
/// none. In this time it may be that no cell serves the business.
///
/// # Errors
/// When the database fails.
pub async fn oldest_complete_age(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<f64, sqlx::Error> {
    let since = sqlx::query_scalar!("select min(complete_since) from relocations").fetch_one(conn).await?;
    Ok(since.map_or(0.0, |since| (now - since).as_seconds_f64().max(0.0)))
}

/// Pauses the business at the source, as the first step of holding it until `until`. Claims and withdrawals no longer
/// begin, and waiting clients are told to try again. `until` is in whole microseconds and identifies the hold for
/// [`depart`].
///
/// # Errors
/// When the database fails.
pub async fn pause_until(
    source: &mut PgConnection,
    business: BusinessId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set held_until = $2 where business_id = $1 and phase = 'copying'",
        business.uuid(),
        until
    )
    .execute(&mut *source)
    .await?;
    pause(source, business, now).await
}

/// Ends the holds that have expired, so their businesses are served again. Returns how many. Does nothing on a server
/// that may have been restored, because it may have forgotten that a business has gone. A row that a mover is changing
/// is skipped until the next call.
///
/// # Errors
/// When the database fails.
pub async fn end_lapsed_holds(conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let lapsed = sqlx::query!(
        "with lapsed as (
             update relocations set phase = 'copying', held_until = null where business_id = any(array(
                 select business_id from relocations
                 where phase in ('copying', 'held') and held_until < clock_timestamp()
                     and not coalesce((select held from restore_fence), false)
                 for no key update skip locked)) returning business_id)
         delete from pauses p using lapsed l where p.business_id = l.business_id and p.cause = 'move'"
    );
    Ok(lapsed.execute(conn).await?.rows_affected())
}

/// Holds the business at the source. Once this is committed, the fence rejects every write for the business.
///
/// # Errors
/// When the database fails.
pub async fn hold(source: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relocations set phase = 'held' where business_id = $1 and phase = 'copying'",
        business.uuid()
    )
    .execute(source)
    .await
    .map(|_| ())
}

/// Waits until all transactions that wrote for the business before it was held have ended, for at most 10 s. Must run
/// in a transaction.
///
/// # Errors
/// When the database fails, or when they do not end in time.
pub async fn wait_for_writers(source: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"select set_config('lock_timeout', '10s', true) as "set!""#)
        .fetch_one(&mut *source)
        .await?;
    sqlx::query!("select phase from relocations where business_id = $1 for update", business.uuid())
        .fetch_optional(source)
        .await
        .map(|_| ())
}

/// Records at the source that the business has gone, which decides the move, and writes the audit row. Members who were
/// viewing the business are signed out. Returns false, and changes nothing, if the hold that ends at `until` has
/// expired or was replaced by another, or if the server may have been restored.
///
/// # Errors
/// When the database fails.
pub async fn depart(
    source: &mut PgConnection,
    business: BusinessId,
    to: Number,
    until: DateTime<Utc>,
    done: AuditContext,
) -> Result<bool, sqlx::Error> {
    business::pass_fence(source, Some(business)).await?;
    let left = sqlx::query!(
        "update relocations set phase = 'gone', held_until = null
         where business_id = $1 and phase = 'held' and held_until = $2 and held_until >= clock_timestamp()
             and not coalesce((select held from restore_fence), false)",
        business.uuid(),
        until
    );
    if left.execute(&mut *source).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from sessions where business_id = $1", business.uuid())
        .execute(&mut *source)
        .await?;
    steering::relocated(source, business, "leave", to, done).await?;
    Ok(true)
}

/// Begins to serve the business at the target, if all its rows are there. Returns false if they are not, as may be
/// after a restore.
///
/// # Errors
/// When the database fails.
pub async fn arrive(
    target: &mut PgConnection,
    business: BusinessId,
    from: Number,
    done: AuditContext,
) -> Result<bool, sqlx::Error> {
    let complete = sqlx::query_scalar!(
        r#"select complete_since is not null as "complete!" from relocations
           where business_id = $1 and phase = 'arriving' and other_cell = $2 for update"#,
        business.uuid(),
        i16::from(from.get())
    );
    if complete.fetch_optional(&mut *target).await? != Some(true) {
        return Ok(false);
    }
    serve(target, business, from, done).await?;
    Ok(true)
}

/// Serves the business at the source again, after it left for a cell that no longer has it. What that cell did for the
/// business is not known here, so this is done only while a restore is held here. Returns whether it was done.
///
/// # Errors
/// When the database fails.
pub async fn take_back(
    source: &mut PgConnection,
    business: BusinessId,
    from: Number,
    done: AuditContext,
) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query!(
        "delete from relocations where business_id = $1 and phase = 'gone' and (select held from restore_fence)",
        business.uuid()
    );
    if taken.execute(&mut *source).await?.rows_affected() == 0 {
        return Ok(false);
    }
    serve(source, business, from, done).await?;
    Ok(true)
}

/// Makes this cell serve a business that came from the cell `from`.
async fn serve(
    conn: &mut PgConnection,
    business: BusinessId,
    from: Number,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    steering::relocated(conn, business, "arrive", from, done).await?;
    forget(conn, business).await?;
    ring::announce(conn, business, done.now).await?;
    db::notify(conn, WORK_CHANNEL).await
}

/// Ends the hold at the source before it expires, if the business has not left. The source serves it again, and copying
/// can go on. Returns false if the business has left, or is not being moved from here.
///
/// # Errors
/// When the database fails.
pub async fn end_hold(source: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with kept as (
               update relocations set phase = 'copying', held_until = null
               where business_id = $1 and phase in ('copying', 'held') returning business_id),
           resumed as (
               delete from pauses p using kept k where p.business_id = k.business_id and p.cause = 'move')
           select exists (select from kept) as "stays!""#,
        business.uuid()
    )
    .fetch_one(source)
    .await
}
