//! Events as their business reads them, to catch up on what it did not hear.
//!
//! A reader goes by a cursor, so an event must not appear behind one that was shown. Ids rise with time, but a transaction
//! may commit after one that began later: an event is shown when it has settled, that is when every transaction that was
//! running when it was written has ended, and [`SETTLES_WITHIN`] has passed, in which whoever took the time before may
//! still have begun to write.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::EventType;
use crate::ids::{BusinessId, EventId};

/// Longer than a request may wait for its connection and its locks after it took the time.
pub const SETTLES_WITHIN: TimeDelta = TimeDelta::seconds(5);

/// Longer than any transaction lives. Past it an event is shown whatever the transaction ids say: after a restore from a
/// dump they are another server's.
const SETTLED_AFTER: TimeDelta = TimeDelta::seconds(60);

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

/// Up to `limit` events of `business` that have settled, oldest first, after `after`; only those of `kind`, if given.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    kind: Option<EventType>,
    after: Option<EventId>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query_as!(
        Event,
        r#"select id as "id: EventId", type as kind, sequence, data::text as "data!", created_at from events
           where business_id = $1 and ($2::text is null or type = $2) and ($3::uuid is null or id > $3)
             and (created_at <= $5 and written_by < pg_snapshot_xmin(pg_current_snapshot()) or created_at <= $6)
           order by id limit $4"#,
        business.uuid(),
        kind.map(EventType::as_str),
        after.map(EventId::uuid),
        limit,
        now - SETTLES_WITHIN,
        now - SETTLED_AFTER
    )
    .fetch_all(conn)
    .await
}
