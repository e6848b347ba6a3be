//! The turns of endpoints (`webhook_ring`): whose is next, and when it comes again.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{BusinessId, WebhookId};

/// Endpoints whose turn has come, longest first; none while webhooks are paused or a restore is held. A plain read.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(BusinessId, WebhookId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select business_id as "business: BusinessId", endpoint_id as "endpoint: WebhookId" from webhook_ring
           where due_at <= $1 and not exists (select from outgoing_pauses where scope = 'webhooks')
             and not coalesce((select held from restore_fence), false)
           order by due_at limit $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.business, row.endpoint)).collect())
}

/// The next turn: at the end of the line while more is due, when the first of what waits is, or when somebody wakes it.
/// One that has as much under way as it may is called when an attempt ends, or its lease does.
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

/// Nothing to do until somebody wakes it.
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

/// There is room again: its turn is no later than what waits.
pub(super) async fn call(
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

/// Its turn comes at once: a relay then sees what there is to do.
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
