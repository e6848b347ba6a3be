//! Events as their business reads them, to catch up on what it did not hear.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::EventType;
use crate::ids::{BusinessId, EventId};

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id: the `webhook-id` of its deliveries.
    pub id: EventId,
    /// What happened.
    pub kind: String,
    /// Rises with the events of one object.
    pub sequence: i64,
    /// The object, as JSON to the byte.
    pub data: String,
    /// When it happened.
    pub created_at: DateTime<Utc>,
}

/// Up to `limit` events of `business`, oldest first, after `after`; only those of `kind`, if given.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    kind: Option<EventType>,
    after: Option<EventId>,
    limit: i64,
) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query_as!(
        Event,
        r#"select id as "id: EventId", type as kind, sequence, data::text as "data!", created_at from events
           where business_id = $1 and ($2::text is null or type = $2) and ($3::uuid is null or id > $3)
           order by id limit $4"#,
        business.uuid(),
        kind.map(EventType::as_str),
        after.map(EventId::uuid),
        limit
    )
    .fetch_all(conn)
    .await
}
