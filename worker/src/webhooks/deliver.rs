//! The job that makes one attempt at a webhook delivery.
//!
//! It checks that the webhook secret is the one in use, signs, checks the URL, calls the endpoint, and records the
//! result in one transaction. The body is made from stored data that never changes, so every attempt sends the same
//! bytes. If the process dies after the call, or the result is not recorded, the lease ends and the event is sent
//! again. So delivery is at least once. A call that could outlast the lease is not begun.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use domain::clock::Clock;
use domain::event::EventType;
use domain::platform::db;
use domain::platform::hints::Hints;
use domain::secrets::fingerprint::Unproven;
use domain::secrets::secret::MacKey;
use domain::secrets::server_secret::{self, ServerSecret};
use domain::traces::{Role, Span};
use domain::webhook::{self, Attempt, DueDelivery, Kind, NextStep, Outcome, Secrets};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use sqlx::PgPool;
use tokio::time::Instant;

use super::call::{Answer, CallFailed, Caller, Sending};
use super::deliveries::Delivering;
use super::schedule::next_attempt;
use crate::elsewhere;
use crate::metrics;

/// How long recording the result may take. If the attempt began at once, this is less than what the lease has left
/// after the longest attempt.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

/// What delivering needs.
#[derive(Debug)]
pub struct Relay {
    /// Connections of the relay's own.
    pub pool: PgPool,
    /// The time, and a source of randomness.
    pub clock: Clock,
    /// The secret from which the secrets of the endpoints are made.
    pub key: ServerSecret,
    /// Makes the HTTP calls.
    pub caller: Caller,
    /// Hints to the source of deliveries that an attempt has ended.
    pub ended: Hints,
}

/// Makes one attempt at a delivery. The job never fails: if the result cannot be recorded, the event is sent again when
/// the lease ends.
pub async fn deliver(delivering: Delivering, relay: Arc<Relay>) {
    if let Err(error) = claim_secret(&relay).await {
        tracing::warn!(%error, "a delivery could not be signed; it is sent after its lease ends");
        return delivering.done();
    }
    if Instant::now() > delivering.begins_until {
        tracing::warn!("a delivery was not begun in time; it is sent after its lease ends");
        return delivering.done();
    }
    let due = delivering.due.clone();
    let (started_at, started) = (relay.clock.now(), Instant::now());
    let called = relay.caller.call(sending(&due, &relay.key, started_at), started_at).await;
    let attempt = attempt_of(&called, started_at, started.elapsed());
    if let Some(trace) = delivering.trace {
        trace.child_span(span(&due, &attempt), started_at);
    }
    let retry_after = called.ok().and_then(|answer| answer.retry_after);
    let next = next_of(&due, attempt.outcome, retry_after, &relay.clock);
    let recording = record(relay.clone(), due, attempt, next);
    // In a task of its own, because a transaction must not be dropped midway.
    let settled = tokio::spawn(tokio::time::timeout(SETTLED_WITHIN, recording)).await;
    if !matches!(settled, Ok(Ok(()))) {
        tracing::warn!("the result of a delivery was not recorded; it is sent again when its lease ends");
    }
    delivering.done();
    relay.ended.give();
}

/// Returns the span of an attempt, for the trace of the request that caused the event. It does not contain the URL,
/// which is the merchant's.
fn span(due: &DueDelivery, attempt: &Attempt) -> Span {
    let event = due.event_type.parse().map_or("unknown", EventType::as_str);
    let mut numbers = vec![("payout.attempt", i64::from(due.attempt))];
    numbers.extend(attempt.status.map(|status| ("http.response.status_code", i64::from(status))));
    Span {
        name: "webhook",
        role: Role::Calls,
        failed: attempt.outcome != Outcome::Delivered,
        texts: vec![("payout.event", event), ("payout.outcome", attempt.outcome.as_str())],
        numbers,
    }
}

/// Claims the webhook secret before it signs anything. With another secret than the one in use, endpoints would reject
/// every signature. Once the secret is proven, this no longer asks the database.
async fn claim_secret(relay: &Relay) -> Result<(), Unproven> {
    if relay.key.is_proven() {
        return Ok(());
    }
    let mut conn = relay.pool.acquire().await?;
    server_secret::claim(&mut conn, &relay.key, relay.clock.now()).await
}

async fn record(relay: Arc<Relay>, due: DueDelivery, attempt: Attempt, next: NextStep) {
    let now = relay.clock.now();
    let written = async {
        let mut transaction = relay.pool.begin().await?;
        let disabled = webhook::record_attempt(&mut transaction, &due, &attempt, next, now).await?;
        transaction.commit().await?;
        Ok::<_, sqlx::Error>(disabled)
    };
    let (endpoint, event, business) = (due.endpoint_id, due.event_id, due.business_id);
    match written.await {
        Ok(disabled) => {
            let delay = (now - due.happened_at).as_seconds_f64().max(0.0);
            metrics::webhook_attempt(attempt.outcome, delay);
            tracing::debug!(
                %endpoint, %event, attempt = due.attempt, status = attempt.status, outcome = attempt.outcome.as_str(),
                "a delivery was attempted"
            );
            if let Some(because) = disabled {
                tracing::warn!(%endpoint, %business, because = because.as_str(), "a webhook endpoint was switched off");
            }
        }
        Err(error) if db::is_elsewhere(&error) => elsewhere::log_left_to_other_cell(business, "a delivery"),
        Err(error) => tracing::warn!(
            %error, %endpoint, %event, "the result of a delivery was not recorded; it is sent again"
        ),
    }
}

/// Returns the request of a delivery: body, signatures and URL.
fn sending(due: &DueDelivery, key: &MacKey, now: DateTime<Utc>) -> Sending {
    let of = (due.business_id, due.endpoint_id, due.kind);
    let secrets = Secrets::at(key, of, due.secret_version, due.overlaps.iter().copied(), now);
    let body = body(due);
    let (id, timestamp) = (due.event_id.to_string(), now.timestamp());
    let mut headers = vec![
        ("webhook-signature", secrets.standard_signature(&id, timestamp, body.as_bytes())),
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.to_string()),
        ("payout-sequence", due.sequence.to_string()),
    ];
    if due.kind == Kind::Payout {
        headers.push(("signature", secrets.payout_signature(body.as_bytes())));
    }
    let headers: HeaderMap = headers
        .into_iter()
        // No value is lost here: they consist of digits, letters and punctuation.
        .filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?))
        })
        .collect();
    Sending { url: due.url.clone(), headers, body, timeout: webhook::timeout(due.kind) }
}

/// Returns the flat body of the payout webhook, or the Standard Webhooks envelope around the same data.
fn body(due: &DueDelivery) -> String {
    match due.kind {
        Kind::Payout => due.data.clone(),
        Kind::Standard => format!(
            r#"{{"type":"{}","timestamp":"{}","sequence":{},"data":{}}}"#,
            due.event_type,
            due.happened_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            due.sequence,
            due.data
        ),
    }
}

fn attempt_of(called: &Result<Answer, CallFailed>, started_at: DateTime<Utc>, duration: Duration) -> Attempt {
    let (status, reply) = match called {
        Ok(answer) => (Some(answer.status), Some(answer.reply.clone())),
        Err(_) => (None, None),
    };
    let outcome = match called {
        Ok(Answer { status: 200..=299, .. }) => Outcome::Delivered,
        Ok(Answer { status: 410, .. }) => Outcome::Gone,
        Ok(_) => Outcome::Refused,
        Err(CallFailed::TimedOut) => Outcome::TimedOut,
        Err(CallFailed::Unreachable) => Outcome::Unreachable,
        Err(CallFailed::Blocked) => Outcome::Blocked,
    };
    Attempt { started_at, duration, status, outcome, reply }
}

fn next_of(
    due: &DueDelivery,
    outcome: Outcome,
    retry_after: Option<DateTime<Utc>>,
    clock: &Clock,
) -> NextStep {
    match outcome {
        Outcome::Delivered => NextStep::Done,
        Outcome::Gone => NextStep::GiveUp,
        _ => {
            // The low bits of an id are random.
            let random = u64::from(clock.id().as_u128() as u32);
            next_attempt(due.kind, due.step, retry_after, random, clock.now())
                .map_or(NextStep::GiveUp, NextStep::RetryAt)
        }
    }
}
