//! POST /v1/webhooks/{id}/test

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::event::EventType;
use domain::idempotency::Caller;
use domain::ids::{BusinessId, EventId, WebhookId};
use domain::webhook::{self, Kind};
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{WebhookRefused, enabled};
use crate::app::App;
use crate::app::once::{Keyed, Outcome, replayed};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{OptionalJson, Path, UnknownName};
use crate::http::problem::Problem;

/// The sample to send.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookTestRequest)]
pub struct Request {
    /// The event type: any type that can be selected, even if the endpoint has not selected it. Defaults to
    /// `webhook.test`, and for the payout webhook to `payout.succeeded`.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The sample that is being sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub struct Answer {
    /// The event's id, `evt_…`. Its result is in the endpoint's deliveries.
    #[schema(value_type = String)]
    event_id: EventId,
}

/// Sends a sample event to a webhook endpoint.
///
/// Use it to check that events arrive and are understood. The data of the sample has `"test_mode":true`: the event did
/// not happen and concerns no real object.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/test", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`"), Keyed), request_body = Option<Request>,
    responses(
        (status = 202, body = Answer),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The endpoint is disabled", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn test(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WebhookId>,
    OptionalJson(request): OptionalJson<Request>,
) -> Result<Response<Body>, Problem> {
    let sent = sent(&app, caller.business_id, keyed, id, request).await?;
    Ok(sent.answer(StatusCode::ACCEPTED, |event_id| Answer { event_id }))
}

/// Sends a sample to the endpoint `id`, once under an idempotency key, and returns the id of its event.
///
/// # Errors
/// Why no sample was sent.
pub async fn sent(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    id: WebhookId,
    request: Request,
) -> Result<Outcome<EventId>, Problem> {
    let now = app.clock.now();
    let asked = keyed.asked(Caller::Business(business), &(id, &request))?;
    let sent = app
        .once(
            asked,
            None,
            move |conn| {
                async move {
                    let endpoint = enabled(conn, business, id).await?;
                    let kind = match request.kind {
                        Some(name) => named(&name, endpoint.kind)?,
                        None if endpoint.kind == Kind::Payout => EventType::PayoutSucceeded,
                        None => EventType::WebhookTest,
                    };
                    Ok::<_, WebhookRefused>(webhook::test(conn, business, &endpoint, kind, now).await?)
                }
                .boxed()
            },
            |event_id| *event_id,
            replayed,
        )
        .await?;
    Ok(sent)
}

/// Returns the event type with this name, among those that can be sent to an endpoint of this kind.
fn named(name: &str, endpoint: Kind) -> Result<EventType, WebhookRefused> {
    let all = EventType::SELECTABLE.into_iter().chain([EventType::WebhookTest]);
    let sent: Vec<EventType> =
        all.filter(|kind| endpoint == Kind::Standard || kind.is_of_payouts()).collect();
    let known: Vec<&str> = sent.iter().map(|kind| kind.as_str()).collect();
    let found = sent.iter().find(|kind| kind.as_str() == name).copied();
    found.ok_or_else(|| WebhookRefused::UnknownType(UnknownName::value("type", name, &known)))
}
