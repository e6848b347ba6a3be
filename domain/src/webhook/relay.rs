//! Taking deliveries, for the relay.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Kind, turn};
use crate::ids::{BusinessId, EventId, WebhookId};
use crate::outgoing;

/// The most deliveries of one endpoint in flight, over all relays. It is enough to be fast, and few enough that a
/// hundred hanging endpoints do not use up a relay's capacity.
pub const MAX_IN_FLIGHT: i64 = 10;

/// The same limit for an endpoint that has failed for a while. One delivery tells whether the endpoint works again.
const MAX_IN_FLIGHT_FAILING: i64 = 1;

/// How long every attempt must have failed for the lower limit. A few failures among many successes slow nothing down.
const FAILS_AFTER: TimeDelta = TimeDelta::minutes(1);

/// How long an endpoint of Standard Webhooks may take to reply (the standard recommends 15 to 30 s), and how long the
/// payout webhook may.
const STANDARD_TIMEOUT: Duration = Duration::from_secs(15);
const PAYOUT_TIMEOUT: Duration = Duration::from_secs(30);

/// How much longer than an attempt a lease lasts, so that its result can be recorded. An attempt begins at most this
/// long after the delivery was taken, or not at all.
pub const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// The longest lease of a delivery.
pub(crate) const LONGEST_LEASE: TimeDelta =
    TimeDelta::seconds((PAYOUT_TIMEOUT.as_secs() + LEASE_MARGIN.as_secs()).cast_signed());

/// A taken delivery, with everything that is needed to send it.
#[derive(Debug, Clone)]
pub struct DueDelivery {
    /// The business of the event.
    pub business_id: BusinessId,
    /// The endpoint that the event goes to.
    pub endpoint_id: WebhookId,
    /// The kind of endpoint.
    pub kind: Kind,
    /// The endpoint's URL.
    pub url: String,
    /// The version of the endpoint's secret.
    pub secret_version: i32,
    /// Until when each of the earlier secrets signs as well, newest first.
    pub overlaps: Vec<DateTime<Utc>>,
    /// The event.
    pub event_id: EventId,
    /// The event's type.
    pub event_type: String,
    /// A number that rises with the events of one object.
    pub sequence: i64,
    /// The event's data, byte for byte.
    pub data: String,
    /// When the event happened.
    pub happened_at: DateTime<Utc>,
    /// The number of this attempt, from 1.
    pub attempt: i32,
    /// How many attempts of the schedule have failed.
    pub step: i16,
}

/// Returns how long an endpoint of this kind may take to reply.
pub const fn timeout(kind: Kind) -> Duration {
    match kind {
        Kind::Standard => STANDARD_TIMEOUT,
        Kind::Payout => PAYOUT_TIMEOUT,
    }
}

/// Takes up to `most` due deliveries of an endpoint, and sets its next turn. Takes none unless it is the endpoint's
/// turn, no other transaction has that turn, and this cell serves its business now. Nor does it take any while a pause
/// of webhooks or a restore ([`crate::restore`]) holds them. The caller must commit before it sends anything; the
/// deliveries then belong to this relay until their leases end.
///
/// # Errors
/// If the database fails.
pub async fn take(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    most: i64,
    now: DateTime<Utc>,
) -> Result<Vec<DueDelivery>, sqlx::Error> {
    if !has_turn(conn, business, endpoint, now).await? {
        return Ok(Vec::new());
    }
    let found = sqlx::query!(
        r#"select kind, url, secret_version, previous_secret_until, older_secrets_until, enabled,
               coalesce(failing_since <= $4, false) as "failing!",
               exists (select from outgoing_pauses where scope = 'webhooks') as "paused!",
               (select count(*) from webhook_deliveries d
                where d.business_id = $1 and d.endpoint_id = $2 and d.leased and d.due_at > $3) as "in_flight!"
           from webhook_endpoints where business_id = $1 and id = $2"#,
        business.uuid(),
        endpoint.uuid(),
        now,
        now - FAILS_AFTER
    )
    .fetch_optional(&mut *conn)
    .await?;
    if found.as_ref().is_some_and(|at| at.paused) {
        return Ok(Vec::new());
    }
    let Some(at) = found.filter(|at| at.enabled) else {
        turn::rest(conn, business, endpoint).await?;
        return Ok(Vec::new());
    };
    let overlaps: Vec<DateTime<Utc>> =
        at.previous_secret_until.into_iter().chain(at.older_secrets_until).collect();
    let room = if at.failing { MAX_IN_FLIGHT_FAILING } else { MAX_IN_FLIGHT } - at.in_flight;
    let kind = Kind::from_stored(&at.kind);
    let mut due = Vec::new();
    if room > 0 {
        let lease = TimeDelta::from_std(timeout(kind) + LEASE_MARGIN).unwrap_or(LONGEST_LEASE);
        for row in lease_due(conn, business, endpoint, room.min(most), now, now + lease).await? {
            due.push(DueDelivery {
                business_id: business,
                endpoint_id: endpoint,
                kind,
                url: at.url.clone(),
                secret_version: at.secret_version,
                overlaps: overlaps.clone(),
                event_id: row.event_id,
                event_type: row.event_type,
                sequence: row.sequence,
                data: row.data,
                happened_at: row.happened_at,
                attempt: row.attempts,
                step: row.step,
            });
        }
    }
    let full = room <= i64::try_from(due.len()).unwrap_or(i64::MAX);
    turn::pass(conn, business, endpoint, full, now).await?;
    Ok(due)
}

/// Returns whether it is the endpoint's turn and no other transaction has that turn. If so, this transaction has it
/// until it ends.
async fn has_turn(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let owned = sqlx::query!(
        r#"select (select count(pg_advisory_xact_lock_shared($4))) as "pauses_wait!" from webhook_ring
           where business_id = $1 and endpoint_id = $2 and due_at <= $3
             and not coalesce((select held from restore_fence), false)
             and not exists (select from unserved_businesses u where u.business_id = $1)
           for no key update skip locked"#,
        business.uuid(),
        endpoint.uuid(),
        now,
        outgoing::LOCK
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(owned.is_some())
}

struct Leased {
    event_id: EventId,
    event_type: String,
    sequence: i64,
    data: String,
    happened_at: DateTime<Utc>,
    attempts: i32,
    step: i16,
}

async fn lease_due(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    most: i64,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Leased>, sqlx::Error> {
    sqlx::query_as!(
        Leased,
        r#"with next as (
               select event_id from webhook_deliveries
               where business_id = $1 and endpoint_id = $2 and state = 'pending' and due_at <= $3
               order by due_at, event_id limit $4 for no key update skip locked
           ), leased as (
               update webhook_deliveries set leased = true, due_at = $5, attempts = attempts + 1
               where business_id = $1 and endpoint_id = $2 and event_id = any(array(select event_id from next))
               returning event_id, attempts, step
           )
           -- One index look-up per event. A plain join would read all events of the business.
           select e.id as "event_id: EventId", e.type as "event_type!", e.sequence as "sequence!",
               e.data::text as "data!", e.created_at as "happened_at!", leased.attempts as "attempts!",
               leased.step as "step!"
           from leased cross join lateral (
               select * from events
               where business_id = $1 and id >= leased.event_id and id <= leased.event_id order by id limit 1) e"#,
        business.uuid(),
        endpoint.uuid(),
        now,
        most,
        until
    )
    .fetch_all(conn)
    .await
}
