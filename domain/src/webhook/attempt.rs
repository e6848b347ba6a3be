//! The result of an attempt, and what follows from it for the delivery and the endpoint.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Disabled, DueDelivery, turn};

/// How long all attempts must fail before an endpoint is disabled: longer than the longest schedule of retries.
pub const DISABLED_AFTER: TimeDelta = TimeDelta::days(5);

/// How much of a reply is stored, in bytes.
pub const REPLY_KEPT_BYTES: usize = 1_024;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The reply was 2xx.
    Delivered,
    /// The reply was anything else but 410. Redirects are not followed.
    Refused,
    /// The reply was 410: the endpoint wants no more events.
    Gone,
    /// There was no reply in time.
    TimedOut,
    /// There was no connection, or it broke.
    Unreachable,
    /// The endpoint was not called, because its address is not public.
    Blocked,
}

/// An attempt as it is stored.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When the attempt began.
    pub started_at: DateTime<Utc>,
    /// How long the attempt took.
    pub duration: Duration,
    /// The HTTP status, if there was a reply.
    pub status: Option<u16>,
    /// The outcome.
    pub outcome: Outcome,
    /// The beginning of the reply, at most [`REPLY_KEPT_BYTES`].
    pub reply: Option<String>,
}

/// What happens to a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// The delivery has arrived.
    Done,
    /// The delivery is tried again at this time.
    RetryAt(DateTime<Utc>),
    /// The delivery has failed. A person can send it again.
    GiveUp,
}

impl Outcome {
    /// All variants.
    pub const ALL: [Self; 6] =
        [Self::Delivered, Self::Refused, Self::Gone, Self::TimedOut, Self::Unreachable, Self::Blocked];

    /// Returns the name that is stored, shown and counted.
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

/// Records an attempt, and whether the endpoint works. Records the new state of the delivery as well, unless another
/// relay has taken the delivery over and this attempt has failed. Returns the reason if this disabled the endpoint.
///
/// # Errors
/// If the database fails. The delivery is then sent again when its lease ends.
pub async fn record_attempt(
    conn: &mut PgConnection,
    due: &DueDelivery,
    attempt: &Attempt,
    next: NextStep,
    now: DateTime<Utc>,
) -> Result<Option<Disabled>, sqlx::Error> {
    let disabled = update_endpoint_health(conn, due, attempt.outcome, now).await?;
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
        NextStep::Done => ("succeeded", None),
        NextStep::RetryAt(at) => ("pending", Some(at)),
        NextStep::GiveUp => ("failed", None),
    };
    // A delivery that arrived has succeeded, even if another relay is sending it by now.
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
    turn::advance(conn, due.business_id, due.endpoint_id).await?;
    Ok(disabled)
}

/// Records since when an endpoint fails. Disables the endpoint if it replied 410, or has failed for too long.
async fn update_endpoint_health(
    conn: &mut PgConnection,
    due: &DueDelivery,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<Option<Disabled>, sqlx::Error> {
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
    let because = if outcome == Outcome::Gone { Disabled::Gone } else { Disabled::Failing };
    // Only if the endpoint still has the URL of this attempt.
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
