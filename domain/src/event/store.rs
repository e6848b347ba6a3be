//! Reads the listeners of a business, and writes events with their deliveries.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{EventType, NewEvent};
use crate::clock::id_at;
use crate::ids::{BusinessId, WebhookId};

/// How many events one statement writes. More events gain nothing, and each keeps its arrays in memory.
const EVENTS_A_STATEMENT: usize = 5_000;

/// The enabled endpoints of a business, and the events that they want.
#[derive(Debug, Clone, Default)]
pub struct Listeners(Vec<Listener>);

#[derive(Debug, Clone)]
struct Listener {
    id: WebhookId,
    events: Vec<String>,
}

impl Listeners {
    /// Returns whether an endpoint wants events of type `kind`.
    pub fn any_wants(&self, kind: EventType) -> bool {
        self.0.iter().any(|listener| listener.wants(kind))
    }
}

impl Listener {
    fn wants(&self, kind: EventType) -> bool {
        self.events.iter().any(|wanted| wanted == kind.as_str())
    }
}

/// Reads the listeners of `business`. This is one look-up by its key, and a business has few endpoints.
///
/// # Errors
/// When the database fails.
pub async fn listeners(conn: &mut PgConnection, business: BusinessId) -> Result<Listeners, sqlx::Error> {
    let listeners = sqlx::query_as!(
        Listener,
        r#"select id as "id: WebhookId", events from webhook_endpoints where business_id = $1 and enabled order by id"#,
        business.uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(Listeners(listeners))
}

/// Writes those of `events` that any of `listeners` wants, with their deliveries. Returns how many events it wrote.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    conn: &mut PgConnection,
    business: BusinessId,
    listeners: &Listeners,
    events: &[NewEvent],
    now: DateTime<Utc>,
) -> Result<usize, sqlx::Error> {
    let wanted: Vec<&NewEvent> = events.iter().filter(|event| listeners.any_wants(event.kind)).collect();
    for part in wanted.chunks(EVENTS_A_STATEMENT) {
        let ids: Vec<Uuid> = part.iter().map(|_| id_at(now)).collect();
        write(conn, business, &ids, part, now).await?;
        let mut deliveries: (Vec<Uuid>, Vec<Uuid>) = (Vec::new(), Vec::new());
        for listener in &listeners.0 {
            for (id, _) in ids.iter().zip(part).filter(|(_, event)| listener.wants(event.kind)) {
                deliveries.0.push(listener.id.uuid());
                deliveries.1.push(*id);
            }
        }
        deliver(conn, business, &deliveries.0, &deliveries.1, now).await?;
    }
    Ok(wanted.len())
}

/// Writes an event for one endpoint only, whatever it has selected and even if it is disabled.
pub(crate) async fn insert_for(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    event: &NewEvent,
    now: DateTime<Utc>,
) -> Result<Uuid, sqlx::Error> {
    let id = id_at(now);
    write(conn, business, &[id], &[event], now).await?;
    deliver(conn, business, &[endpoint.uuid()], &[id], now).await?;
    Ok(id)
}

async fn write(
    conn: &mut PgConnection,
    business: BusinessId,
    ids: &[Uuid],
    events: &[&NewEvent],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let types: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    let objects: Vec<Uuid> = events.iter().map(|event| event.object_id).collect();
    let data: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
    sqlx::query!(
        "insert into events (business_id, id, type, object_id, sequence, data, created_at)
         -- The time in milliseconds, or one more than the last sequence. So it rises even if older events are deleted
         -- or the clocks of two processes differ. Writers lock the object's row, so they write its events in turn.
         select $1, n.id, n.type, n.object_id,
             greatest($2, (select max(e.sequence) from events e
                           where e.business_id = $1 and e.object_id = n.object_id))
                 + row_number() over (partition by n.object_id order by n.id),
             n.data::json, $3
         from unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[]) as n (id, type, object_id, data)",
        business.uuid(),
        now.timestamp_millis(),
        now,
        ids,
        &types as _,
        &objects,
        &data as _
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Writes deliveries that are due at once, and wakes their endpoints. An endpoint whose row another transaction has
/// locked is skipped. That transaction is either a writer, which wakes the endpoint as well, or a relay. What a relay
/// overlooks is found within a second.
async fn deliver(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoints: &[Uuid],
    events: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with added as (
             insert into webhook_deliveries
                 (business_id, endpoint_id, event_id, state, due_at, attempts, step, leased, created_at)
             select $1, n.endpoint_id, n.event_id, 'pending', $2, 0, 0, false, $2
             from unnest($3::uuid[], $4::uuid[]) as n (endpoint_id, event_id)
         ), asleep as (
             select endpoint_id from webhook_ring
             where business_id = $1 and endpoint_id = any($3) and due_at > $2
             for no key update skip locked
         )
         update webhook_ring r set due_at = $2 from asleep where r.business_id = $1 and r.endpoint_id = asleep.endpoint_id",
        business.uuid(),
        now,
        endpoints,
        events
    )
    .execute(conn)
    .await
    .map(|_| ())
}
