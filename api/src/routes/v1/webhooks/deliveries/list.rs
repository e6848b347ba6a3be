//! GET /v1/webhooks/{id}/deliveries: the log of an endpoint.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::held::HeldBy;
use domain::ids::{EventId, WebhookId};
use domain::webhook::{self, DeliveryState};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Path, Query, choice};
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// A delivery and its last attempt.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    /// The event's id, `evt_…`, which is the `webhook-id` of the delivery.
    #[schema(value_type = String)]
    event_id: EventId,
    /// The event type.
    #[serde(rename = "type")]
    kind: String,
    /// The status: `pending`, `succeeded` or `failed`.
    status: &'static str,
    /// What keeps a pending delivery from being tried: `pause` (an operator paused webhooks), or `restore` (the
    /// database was restored, and the operator has not yet asked the providers what they did).
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// The number of attempts so far.
    attempts: i32,
    /// When it is tried next, unless it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<DateTime<Utc>>,
    /// When it was first due.
    created_at: DateTime<Utc>,
    /// When the delivery ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
    /// The last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_attempt: Option<LastAttempt>,
}

/// An attempt to deliver an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastAttempt {
    /// When the attempt began.
    started_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    duration_ms: i32,
    /// The outcome: `delivered`, `refused` (a status other than 2xx; redirects are not followed), `gone` (410),
    /// `timed_out`, `unreachable`, or `blocked` (not called, because the address is not public).
    outcome: String,
    /// The HTTP status, if the endpoint answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i16>,
    /// The first KiB of the endpoint's response body.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
}

/// The filter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Restriction {
    /// Only deliveries with this status: `pending`, `succeeded` or `failed`.
    status: Option<String>,
}

/// Lists the deliveries to a webhook endpoint, newest event first.
///
/// Each delivery has its last attempt and the time of its next one. A page has up to `limit` rows (at most 200).
/// `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/v1/webhooks/{id}/deliveries", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`"), Restriction, PageQuery),
    responses(
        (status = 200, body = List<Delivery>),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn list(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
    page: Page<EventId>,
    Query(restriction): Query<Restriction>,
) -> Result<ListAnswer<Delivery>, Refusal> {
    let states = [DeliveryState::Pending, DeliveryState::Succeeded, DeliveryState::Failed];
    let state = choice("status", restriction.status, &states, DeliveryState::as_str)?;
    let (before, fetch, business) = (page.after, page.fetch(), caller.business_id);
    let rows = app
        .read(move |conn| {
            async move {
                if webhook::get(conn, business, id).await?.is_none() {
                    return Ok(None);
                }
                let rows = webhook::deliveries(conn, business, id, state, before, fetch).await?;
                Ok(Some((rows, webhook::held(conn).await?)))
            }
            .boxed()
        })
        .await?;
    let (rows, held) = rows.ok_or(Refusal::NotFound)?;
    Ok(page.answer(rows, |row| row.event_id, |row| Delivery::shown(row, held)))
}

impl Delivery {
    fn shown(of: webhook::Delivery, held: Option<HeldBy>) -> Self {
        let held = held.filter(|_| of.state == DeliveryState::Pending);
        Self {
            held_by: held.map(HeldBy::as_str),
            event_id: of.event_id,
            kind: of.event_type,
            status: of.state.as_str(),
            attempts: of.attempts,
            due_at: of.due_at,
            created_at: of.created_at,
            finished_at: of.finished_at,
            last_attempt: of.last_attempt.map(|attempt| LastAttempt {
                started_at: attempt.started_at,
                duration_ms: attempt.duration_ms,
                outcome: attempt.outcome,
                status: attempt.status,
                reply: attempt.reply,
            }),
        }
    }
}
