//! The relay's side of the outbox: whose turn it is, taking deliveries, and what came of them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Kind;
use crate::ids::{BusinessId, EventId, WebhookId};

/// How many deliveries of one endpoint are under way at a time, over all relays: enough to be fast, and few enough that a
/// hundred endpoints that hang do not take a relay's whole room.
pub const MAX_IN_FLIGHT: i64 = 10;

/// Of an endpoint that has failed for a while: one tells whether it is back.
const MAX_IN_FLIGHT_FAILING: i64 = 1;

/// For how long every attempt must have failed for that: a few failures among many successes slow nothing down.
const FAILS_AFTER: TimeDelta = TimeDelta::minutes(1);

/// How long an endpoint of Standard Webhooks may take to answer (the standard recommends 15 to 30 s), and the payout webhook.
const STANDARD_TIMEOUT: Duration = Duration::from_secs(15);
const PAYOUT_TIMEOUT: Duration = Duration::from_secs(30);

/// How much longer than an attempt may take a lease lasts: writing down what came of it, and clocks that differ.
const LEASE_MARGIN: TimeDelta = TimeDelta::seconds(15);

/// For how long every attempt must have failed until an endpoint is switched off: longer than the longest schedule.
pub const DISABLED_AFTER: TimeDelta = TimeDelta::days(5);

/// How much of a reply is kept, in bytes.
pub const REPLY_KEPT_BYTES: usize = 1_024;

/// A delivery that was taken: everything that sending it needs.
#[derive(Debug, Clone)]
pub struct Due {
    /// Whose event.
    pub business_id: BusinessId,
    /// Where it goes.
    pub endpoint_id: WebhookId,
    /// How that is told.
    pub kind: Kind,
    /// Its URL.
    pub url: String,
    /// The version of its secret.
    pub secret_version: i32,
    /// Until when the secret before signs as well.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// The event.
    pub event_id: EventId,
    /// Its type.
    pub event_type: String,
    /// Rises with the events of one object.
    pub sequence: i64,
    /// The event's data, to the byte.
    pub data: String,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// How many attempts of the schedule have failed.
    pub step: i16,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Answered 2xx.
    Delivered,
    /// Answered anything else but 410; a redirect is not followed.
    Refused,
    /// Answered 410: the endpoint wants no more.
    Gone,
    /// No answer in time.
    TimedOut,
    /// No connection, or it broke.
    Unreachable,
    /// Not called: its address is not a public one.
    Blocked,
}

/// An attempt as it is logged.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub duration: Duration,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// The beginning of the reply, at most [`REPLY_KEPT_BYTES`].
    pub reply: Option<String>,
}

/// What is to become of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It has arrived.
    Done,
    /// It is tried again.
    RetryAt(DateTime<Utc>),
    /// It has failed; a person can send it again.
    GiveUp,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Delivered, Self::Refused, Self::Gone, Self::TimedOut, Self::Unreachable, Self::Blocked];

    /// As it is stored, shown and counted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Gone => "gone",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::Blocked => "blocked",
        }
    }
}

/// How long an endpoint may take to answer.
pub const fn timeout(kind: Kind) -> Duration {
    match kind {
        Kind::Standard => STANDARD_TIMEOUT,
        Kind::Payout => PAYOUT_TIMEOUT,
    }
}

/// Endpoints whose turn has come, longest first: a plain read.
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
           where due_at <= $1 order by due_at limit $2"#,
        now,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.business, row.endpoint)).collect())
}

/// Takes up to `most` due deliveries of an endpoint, if it is its turn and nobody else is at it; says when its next turn
/// is. To be committed before anything is sent: then they are this relay's until their leases end.
///
/// # Errors
/// When the database fails.
pub async fn take(
    conn: &mut PgConnection,
    business: BusinessId,
    endpoint: WebhookId,
    most: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, sqlx::Error> {
    let owned = sqlx::query!(
        "select from webhook_ring where business_id = $1 and endpoint_id = $2 and due_at <= $3
         for no key update skip locked",
        business.uuid(),
        endpoint.uuid(),
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    if owned.is_none() {
        return Ok(Vec::new());
    }
    let found = sqlx::query!(
        r#"select kind, url, secret_version, previous_secret_until, enabled,
               coalesce(failing_since <= $4, false) as "failing!",
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
    let Some(at) = found.filter(|at| at.enabled) else {
        rest(conn, business, endpoint).await?;
        return Ok(Vec::new());
    };
    let room = if at.failing { MAX_IN_FLIGHT_FAILING } else { MAX_IN_FLIGHT } - at.in_flight;
    let kind = Kind::from_stored(&at.kind);
    let mut due = Vec::new();
    if room > 0 {
        let lease = TimeDelta::from_std(timeout(kind)).unwrap_or(LEASE_MARGIN) + LEASE_MARGIN;
        for row in lease_due(conn, business, endpoint, room.min(most), now, now + lease).await? {
            due.push(Due {
                business_id: business,
                endpoint_id: endpoint,
                kind,
                url: at.url.clone(),
                secret_version: at.secret_version,
                previous_secret_until: at.previous_secret_until,
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
    pass_turn(conn, business, endpoint, full, now).await?;
    Ok(due)
}

/// Writes down an attempt, and what becomes of its delivery, unless another relay has taken that over; and how its endpoint
/// does. Says why the endpoint was switched off, if that happened now.
///
/// # Errors
/// When the database fails: the delivery is then sent again when its lease ends.
pub async fn settle(
    conn: &mut PgConnection,
    due: &Due,
    attempt: &Attempt,
    next: Next,
    now: DateTime<Utc>,
) -> Result<Option<super::Disabled>, sqlx::Error> {
    let disabled = judge(conn, due, attempt.outcome, now).await?;
    sqlx::query!(
        "insert into webhook_attempts
             (business_id, endpoint_id, event_id, attempt, started_at, duration_ms, status, outcome, reply)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (business_id, endpoint_id, event_id, attempt) do nothing",
        due.business_id.uuid(),
        due.endpoint_id.uuid(),
        due.event_id.uuid(),
        due.attempt,
        attempt.started_at,
        i32::try_from(attempt.duration.as_millis()).unwrap_or(i32::MAX),
        attempt.status.and_then(|status| i16::try_from(status).ok()),
        attempt.outcome.as_str(),
        attempt.reply
    )
    .execute(&mut *conn)
    .await?;
    let (state, due_at) = match next {
        Next::Done => ("succeeded", None),
        Next::RetryAt(at) => ("pending", Some(at)),
        Next::GiveUp => ("failed", None),
    };
    // What has arrived has arrived, whoever else is sending it by now.
    sqlx::query!(
        "update webhook_deliveries set state = $5, leased = false, step = step + 1, due_at = coalesce($6, due_at),
             finished_at = case when $5 <> 'pending' then $7::timestamptz end
         where business_id = $1 and endpoint_id = $2 and event_id = $3 and state = 'pending'
           and (attempts = $4 and leased or $5 = 'succeeded')",
        due.business_id.uuid(),
        due.endpoint_id.uuid(),
        due.event_id.uuid(),
        due.attempt,
        state,
        due_at,
        now
    )
    .execute(&mut *conn)
    .await?;
    call_turn(conn, due.business_id, due.endpoint_id).await?;
    Ok(disabled)
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
           )
           update webhook_deliveries d set leased = true, due_at = $5, attempts = d.attempts + 1
           from next, events e
           where d.business_id = $1 and d.endpoint_id = $2 and d.event_id = next.event_id
             and e.business_id = $1 and e.id = next.event_id
           returning e.id as "event_id: EventId", e.type as event_type, e.sequence, e.data::text as "data!",
               e.created_at as happened_at, d.attempts, d.step"#,
        business.uuid(),
        endpoint.uuid(),
        now,
        most,
        until
    )
    .fetch_all(conn)
    .await
}

/// The next turn: at the end of the line while more is due, when the first of what waits is, or when somebody wakes it.
/// One that has as much under way as it may is called when an attempt ends, or its lease does.
async fn pass_turn(
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
async fn rest(conn: &mut PgConnection, business: BusinessId, endpoint: WebhookId) -> Result<(), sqlx::Error> {
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
async fn call_turn(
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

/// Remembers since when an endpoint fails, and switches it off when it says so or has failed for too long.
async fn judge(
    conn: &mut PgConnection,
    due: &Due,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<Option<super::Disabled>, sqlx::Error> {
    let (business, endpoint): (Uuid, Uuid) = (due.business_id.uuid(), due.endpoint_id.uuid());
    if outcome == Outcome::Delivered {
        sqlx::query!(
            "update webhook_endpoints set failing_since = null
             where business_id = $1 and id = $2 and failing_since is not null",
            business,
            endpoint
        )
        .execute(conn)
        .await?;
        return Ok(None);
    }
    sqlx::query!(
        "update webhook_endpoints set failing_since = $3 where business_id = $1 and id = $2 and failing_since is null",
        business,
        endpoint,
        now
    )
    .execute(&mut *conn)
    .await?;
    let because = if outcome == Outcome::Gone { super::Disabled::Gone } else { super::Disabled::Failing };
    // Only while it still is where this attempt went.
    let disabled = sqlx::query!(
        "update webhook_endpoints set enabled = false, disabled_because = $3
         where business_id = $1 and id = $2 and enabled and url = $4 and ($3 = 'gone' or failing_since <= $5)",
        business,
        endpoint,
        because.as_str(),
        due.url,
        now - DISABLED_AFTER
    )
    .execute(conn)
    .await?;
    Ok((disabled.rows_affected() == 1).then_some(because))
}
