//! The upkeep of the outbox: waking forgotten endpoints, measuring the oldest delivery, and removing old rows.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Gives a turn to endpoints that have due deliveries but no turn to come. A writer of events skips an endpoint whose
/// turn a relay holds, and that relay may not have seen the new delivery. Returns the number of endpoints.
///
/// # Errors
/// If the database fails.
pub async fn wake_forgotten(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let woken = sqlx::query!(
        "with forgotten as (
             select r.business_id, r.endpoint_id from webhook_ring r
             join webhook_endpoints w on w.business_id = r.business_id and w.id = r.endpoint_id and w.enabled
             where r.due_at > $1 and r.business_id not in (select business_id from unserved_businesses)
               and exists (select from webhook_deliveries d
                           where d.business_id = r.business_id and d.endpoint_id = r.endpoint_id
                             and d.state = 'pending' and d.due_at <= $1)
             order by r.business_id, r.endpoint_id
             for no key update of r skip locked
         )
         update webhook_ring r set due_at = $1 from forgotten f
         where r.business_id = f.business_id and r.endpoint_id = f.endpoint_id",
        now
    )
    .execute(conn)
    .await?;
    Ok(woken.rows_affected())
}

/// Returns how long the oldest due delivery has been due, in seconds; 0 if there is none. Ignores deliveries of
/// disabled endpoints and of businesses that this cell does not serve now, and all deliveries while webhooks are
/// paused.
///
/// # Errors
/// If the database fails.
pub async fn oldest_due_age(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<f64, sqlx::Error> {
    let oldest = sqlx::query_scalar!(
        "select min(first.due_at) from webhook_endpoints w
         cross join lateral (
             select d.due_at from webhook_deliveries d
             where d.business_id = w.business_id and d.endpoint_id = w.id and d.state = 'pending' and d.due_at <= $1
             order by d.due_at limit 1) first
         where w.enabled and not exists (select from outgoing_pauses where scope = 'webhooks')
             and w.business_id not in (select business_id from unserved_businesses)",
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(oldest.map_or(0.0, |oldest| (now - oldest).as_seconds_f64().max(0.0)))
}

/// Removes up to `most` events, deliveries and attempts each that are older than `end`, deliveries before their events.
/// Keeps those of a business that is being moved, in any phase, because both cells are compared row by row. Returns
/// whether there may be more.
///
/// # Errors
/// If the database fails.
pub async fn remove_old(conn: &mut PgConnection, end: DateTime<Utc>, most: i64) -> Result<bool, sqlx::Error> {
    let attempts = sqlx::query!(
        "delete from webhook_attempts where ctid = any(array(
             select ctid from webhook_attempts
             where started_at < $1 and business_id not in (select business_id from relocations) limit $2))",
        end,
        most
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let deliveries = sqlx::query!(
        "delete from webhook_deliveries where ctid = any(array(
             select ctid from webhook_deliveries
             where created_at < $1 and business_id not in (select business_id from relocations)
             limit $2 for update skip locked))",
        end,
        most
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    let full = |removed: u64| i64::try_from(removed).is_ok_and(|removed| removed >= most);
    if full(deliveries) {
        return Ok(true);
    }
    let events = sqlx::query!(
        "delete from events where ctid = any(array(
             select ctid from events where created_at < $1 and business_id not in (select business_id from relocations)
             limit $2))",
        end,
        most
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(full(attempts) || full(events))
}
