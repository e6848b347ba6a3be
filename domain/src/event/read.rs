//! Lists events for their business, so that it can catch up on deliveries that it missed.
//!
//! A reader pages with a cursor, so no event may appear before one that was already shown. Ids rise with time, but a
//! transaction may commit after one that began later. So a list ends before the time from which a running transaction
//! may still add an event. That is some time before the oldest running transaction began, because a transaction may
//! begin to write that long after it took the time for its events ([`SETTLES_WITHIN`]).
//!
//! It is not enough to leave out only what the running transactions have written: the older of two events may be
//! written by the younger transaction, and would be skipped.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::EventType;
use crate::ids::{BusinessId, EventId, lower_bound};

/// How long a transaction may wait for its connection and its locks after it took the time, with room to spare.
pub const SETTLES_WITHIN: TimeDelta = TimeDelta::seconds(5);

/// How old an event is that a list shows in any case, even while a transaction runs whose start this database user may
/// not see. Transactions that write events are shorter, except the acceptance of a very large batch.
const SETTLED_AFTER: TimeDelta = TimeDelta::seconds(60);

/// A stored event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id, which is the `webhook-id` of its deliveries.
    pub id: EventId,
    /// The type of the event.
    pub kind: String,
    /// A number that rises with each event of an object.
    pub sequence: i64,
    /// The object as JSON, byte for byte as it is sent.
    pub data: String,
    /// When it happened.
    pub created_at: DateTime<Utc>,
}

/// Which events a list shows. A field that is `None` does not restrict the list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Events of this type.
    pub kind: Option<EventType>,
    /// Events that happened at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Events that happened before this time.
    pub to: Option<DateTime<Utc>>,
}

/// Lists up to `limit` settled events of `business` that match `filter`, oldest first, after `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    business: BusinessId,
    filter: Filter,
    after: Option<EventId>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, sqlx::Error> {
    // This is a statement of its own before the events are read, so the statement that reads them sees all transactions
    // that had ended by then.
    let end = settled_before(conn, now).await?;
    sqlx::query_as!(
        Event,
        r#"select id as "id: EventId", type as kind, sequence, data::text as "data!", created_at from events
           where business_id = $1 and ($2::text is null or type = $2) and ($3::uuid is null or id > $3) and id < $5
           order by id limit $4"#,
        business.uuid(),
        filter.kind.map(EventType::as_str),
        [after.map(EventId::uuid), filter.from.map(lower_bound)].into_iter().flatten().max(),
        limit,
        // Compare ids, because the list is in their order. Within a millisecond they do not rise with the time.
        lower_bound(filter.to.map_or(end, |to| to.min(end)))
    )
    .fetch_all(conn)
    .await
}

/// How many events [`recent`] looks at. This limits the cost of a page, however rare the wanted type is.
const LOOKED_AT: i64 = 10_000;

/// The newest events, and how far the search went.
#[derive(Debug)]
pub struct Recent {
    /// The events, newest first.
    pub events: Vec<Event>,
    /// The last event that was looked at, if there may be older ones.
    pub looked_to: Option<EventId>,
}

/// Lists up to `limit` events of `business` before `before`, newest first, of one type if `kind` is given. For people:
/// an event that is still being written may later appear among those already shown.
///
/// # Errors
/// When the database fails.
pub async fn recent(
    conn: &mut PgConnection,
    business: BusinessId,
    kind: Option<EventType>,
    before: Option<EventId>,
    limit: i64,
) -> Result<Recent, sqlx::Error> {
    let looked_to = sqlx::query_scalar!(
        r#"select id as "id: EventId" from events where business_id = $1 and ($2::uuid is null or id < $2)
           order by id desc offset $3 limit 1"#,
        business.uuid(),
        before.map(EventId::uuid),
        LOOKED_AT - 1
    )
    .fetch_optional(&mut *conn)
    .await?;
    let events = sqlx::query_as!(
        Event,
        r#"select id as "id: EventId", type as kind, sequence, data::text as "data!", created_at from events
           where business_id = $1 and ($2::text is null or type = $2) and ($3::uuid is null or id < $3)
             and ($4::uuid is null or id >= $4)
           order by id desc limit $5"#,
        business.uuid(),
        kind.map(EventType::as_str),
        before.map(EventId::uuid),
        looked_to.map(EventId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(Recent { events, looked_to })
}

/// Returns the time before which no transaction can add an event any more.
async fn settled_before(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<DateTime<Utc>, sqlx::Error> {
    let writing = sqlx::query!(
        r#"with writing as materialized (
               select datname, backend_xid, xact_start from pg_stat_activity where backend_xid is not null
           )
           select (select min(xact_start) from writing where datname = current_database()) as since,
               -- A role without pg_read_all_stats does not see this of other users' sessions.
               exists (select from pg_snapshot_xip(pg_current_snapshot()) as x (id)
                       where x.id::xid not in (select backend_xid from writing)
                         and pg_xact_status(x.id) = 'in progress') as "unseen!""#
    )
    .fetch_one(conn)
    .await?;
    let longest_ago = now - SETTLED_AFTER;
    if writing.unseen {
        return Ok(longest_ago);
    }
    let begun = writing.since.map_or(now, |since: DateTime<Utc>| since.min(now));
    Ok((begun - SETTLES_WITHIN).max(longest_ago))
}
