//! Deliveries as their business sees them, and sending them again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::sample::sample;
use super::turn::wake;
use super::{Endpoint, Kind};
use crate::event::{EventType, insert_for};
use crate::ids::{BusinessId, EventId, WebhookId, lower_bound};

/// The most deliveries that one request sends again. The result says where to continue.
pub const MAX_REDELIVERED: i64 = 10_000;

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// The delivery will be tried, for the first time or again.
    Pending,
    /// The delivery has arrived.
    Succeeded,
    /// Every attempt of the schedule has failed, or the endpoint is gone.
    Failed,
}

/// The last attempt, and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAttempt {
    /// When the attempt began.
    pub started_at: DateTime<Utc>,
    /// How long the attempt took, in milliseconds.
    pub duration_ms: i32,
    /// The HTTP status, if there was a reply.
    pub status: Option<i16>,
    /// The outcome ([`super::Outcome::as_str`]).
    pub outcome: String,
    /// The beginning of the reply.
    pub reply: Option<String>,
}

/// A delivery of one event to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The event.
    pub event_id: EventId,
    /// The event's type.
    pub event_type: String,
    /// The delivery's state.
    pub state: DeliveryState,
    /// The number of attempts so far.
    pub attempts: i32,
    /// When the next attempt is due, while the delivery is pending. During an attempt, when another relay would take
    /// the delivery over.
    pub due_at: Option<DateTime<Utc>>,
    /// When the delivery was first due.
    pub created_at: DateTime<Utc>,
    /// When the delivery ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The last attempt that was recorded.
    pub last_attempt: Option<LastAttempt>,
}

/// The result of sending deliveries again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redelivered {
    /// The number of events, including those whose deliveries were in flight and left alone.
    pub count: i64,
    /// The last event, if there may be more.
    pub last: Option<EventId>,
}

impl DeliveryState {
    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    fn from_stored(text: &str) -> Self {
        match text {
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            _ => Self::Pending,
        }
    }
}

/// Lists up to `limit` deliveries of an endpoint whose events are below `before`, newest event first. With `state`,
/// only those in that state.
///
/// # Errors
/// If the database fails.
pub async fn deliveries(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    state: Option<DeliveryState>,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<Delivery>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select d.event_id, e.type as event_type, d.state, d.attempts, d.due_at, d.created_at, d.finished_at,
               a.started_at as "started_at?", a.duration_ms as "duration_ms?", a.status as "status?",
               a.outcome as "outcome?", a.reply as "reply?"
           from webhook_deliveries d
           join events e on e.business_id = $1 and e.id = d.event_id
           left join lateral (
               select * from webhook_attempts a
               where a.business_id = $1 and a.endpoint_id = $2 and a.event_id = d.event_id
               order by a.attempt desc limit 1
           ) a on true
           where d.business_id = $1 and d.endpoint_id = $2 and ($3::text is null or d.state = $3)
             and ($4::uuid is null or d.event_id < $4)
           order by d.event_id desc limit $5"#,
        business.uuid(),
        endpoint.uuid(),
        state.map(DeliveryState::as_str),
        before.map(EventId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let state = DeliveryState::from_stored(&row.state);
            let last_attempt = row.started_at.zip(row.duration_ms).zip(row.outcome);
            Delivery {
                event_id: row.event_id.into(),
                event_type: row.event_type,
                state,
                attempts: row.attempts,
                due_at: (state == DeliveryState::Pending).then_some(row.due_at),
                created_at: row.created_at,
                finished_at: row.finished_at,
                last_attempt: last_attempt.map(|((started_at, duration_ms), outcome)| LastAttempt {
                    started_at,
                    duration_ms,
                    status: row.status,
                    outcome,
                    reply: row.reply,
                }),
            }
        })
        .collect())
}

/// Counts the pending deliveries of an endpoint, up to `most`.
///
/// # Errors
/// If the database fails.
pub async fn pending(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    most: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from (
               select from webhook_deliveries
               where business_id = $1 and endpoint_id = $2 and state = 'pending' limit $3) p"#,
        business.uuid(),
        endpoint.uuid(),
        most
    )
    .fetch_one(conn)
    .await
}

/// Sends one event to an endpoint, even if it was sent before or the endpoint has not selected it. Leaves a delivery in
/// flight alone. Returns false if there is no such event, or the endpoint is the payout webhook and the event is not
/// about a withdrawal.
///
/// # Errors
/// If the database fails.
pub async fn redeliver_one(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: &Endpoint,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let all = Selection { from: event.uuid(), to: Some(event.uuid()), types: None };
    Ok(redeliver(conn, business, endpoint, &all, now).await?.count == 1)
}

/// Sends the events that an endpoint selects, even if they were sent before, oldest first. Starts with events that
/// happened at `since` or later, or after the event `after`, and sends at most [`MAX_REDELIVERED`]. Leaves deliveries
/// in flight alone.
///
/// # Errors
/// If the database fails.
pub async fn redeliver_since(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: &Endpoint,
    since: Result<DateTime<Utc>, EventId>,
    now: DateTime<Utc>,
) -> Result<Redelivered, sqlx::Error> {
    let from = match since {
        Ok(time) => lower_bound(time),
        Err(after) => Uuid::from_u128(after.uuid().as_u128().saturating_add(1)),
    };
    let selected = Selection { from, to: None, types: Some(&endpoint.events) };
    redeliver(conn, business, endpoint, &selected, now).await
}

struct Selection<'a> {
    from: Uuid,
    to: Option<Uuid>,
    types: Option<&'a [String]>,
}

async fn redeliver(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: &Endpoint,
    selected: &Selection<'_>,
    now: DateTime<Utc>,
) -> Result<Redelivered, sqlx::Error> {
    let of_payouts = endpoint.kind == Kind::Payout;
    let row = sqlx::query!(
        r#"with chosen as (
               select id, created_at from events
               where business_id = $1 and id >= $3 and ($4::uuid is null or id <= $4)
                 and ($5::text[] is null or type = any($5))
                 -- The payout webhook has no other bodies.
                 and (not $6 or type like 'payout.%')
               order by id limit $7
           ), again as (
               -- With the event's time, so that retention removes both together.
               insert into webhook_deliveries as d
                   (business_id, endpoint_id, event_id, state, due_at, attempts, step, leased, created_at)
               select $1, $2, id, 'pending', $8, 0, 0, false, created_at from chosen
               on conflict (business_id, endpoint_id, event_id) do update
                   set state = 'pending', due_at = excluded.due_at, step = 0, finished_at = null
                   where not d.leased
           )
           select count(*) as "count!", max(id::text)::uuid as last from chosen"#,
        business.uuid(),
        endpoint.id.uuid(),
        selected.from,
        selected.to,
        selected.types as _,
        of_payouts,
        MAX_REDELIVERED,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    wake(conn, business, endpoint.id, now).await?;
    let last = row.last.map(EventId::from).filter(|_| row.count == MAX_REDELIVERED);
    Ok(Redelivered { count: row.count, last })
}

/// Sends a sample event to an endpoint, even if the endpoint has not selected its type, so that the endpoint's owner
/// can check that it arrives and is understood. The sample says that it is a test. Returns the event's id.
///
/// # Errors
/// If the database fails.
pub async fn test(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: &Endpoint,
    kind: EventType,
    now: DateTime<Utc>,
) -> Result<EventId, sqlx::Error> {
    let id = insert_for(conn, business, endpoint.id, &sample(kind, endpoint.id, now)?, now).await?;
    Ok(id.into())
}
