//! The request that caused an event, for its trace. It is looked up only while traces are on.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::DueDelivery;
use crate::ids::{BusinessId, EventId};

/// Returns the requests that created the objects of `due`'s events, which must all belong to `business`. Leaves out
/// events of other kinds of objects.
///
/// # Errors
/// If the database fails.
pub async fn requests(
    conn: &mut PgConnection,
    business: BusinessId,
    due: &[DueDelivery],
) -> Result<HashMap<EventId, Uuid>, sqlx::Error> {
    let events: Vec<Uuid> = due.iter().map(|due| due.event_id.uuid()).collect();
    let found = sqlx::query!(
        r#"select d.id as "event_id!: EventId", o.request_id as "request_id!"
           from unnest($2::uuid[]) as d (id)
           cross join lateral (
               select object_id from events where business_id = $1 and id = d.id limit 1) e
           cross join lateral (
               select request_id from allocations where business_id = $1 and id = e.object_id
               union all select request_id from batches where business_id = $1 and id = e.object_id
               union all select request_id from withdrawals where business_id = $1 and id = e.object_id
               limit 1) o"#,
        business.uuid(),
        &events
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|row| (row.event_id, row.request_id)).collect())
}
