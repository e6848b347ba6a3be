//! The turns of endpoints (`webhook_ring`): which endpoint is next, and when its next turn is.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{BusinessId, WebhookId};

/// Lists endpoints whose turn has come, the longest due first. Lists none while webhooks are paused or a restore is
/// held, and none of a business that this cell does not serve now. Takes no locks.
///
/// # Errors
/// If the database fails.
pub async fn candidates(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(BusinessId, WebhookId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select business_id as "business: BusinessId", endpoint_id as "endpoint: WebhookId" from webhook_ring
           where due_at <= $1 and not exists (select from outgoing_pauses where scope = 'webhooks')
             and not coalesce((select held from restore_fence), false)
             and business_id not in (select business_id from unserved_businesses)
           order by due_at limit $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.business, row.endpoint)).collect())
}

/// Sets the next turn of an endpoint: at the end of the line if more is due, otherwise when the first pending delivery
/// is due. A `full` endpoint has the most deliveries in flight; its turn comes when an attempt or its lease ends.
pub(super) async fn pass(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    full: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_ring set due_at = coalesce(greatest($4, case when $3
             then (select min(d.due_at) from webhook_deliveries d
                   where d.business_id = $1 and d.endpoint_id = $2 and d.leased)
             else (select min(d.due_at) from webhook_deliveries d
                   where d.business_id = $1 and d.endpoint_id = $2 and d.state = 'pending') end), 'infinity')
         where business_id = $1 and endpoint_id = $2",
        business.uuid(),
        endpoint.uuid(),
        full,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Lets an endpoint rest until it is woken.
pub(super) async fn rest(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_ring set due_at = 'infinity' where business_id = $1 and endpoint_id = $2",
        business.uuid(),
        endpoint.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Makes an endpoint's turn come no later than its first pending delivery is due, because there is room again.
pub(super) async fn advance(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_ring set due_at = least(due_at, (select min(d.due_at) from webhook_deliveries d
             where d.business_id = $1 and d.endpoint_id = $2 and d.state = 'pending'))
         where business_id = $1 and endpoint_id = $2",
        business.uuid(),
        endpoint.uuid()
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Makes an endpoint's turn come at once. A relay then finds out what is due.
pub(super) async fn wake(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WebhookId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_ring set due_at = least(due_at, $3) where business_id = $1 and endpoint_id = $2",
        business.uuid(),
        id.uuid(),
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}
