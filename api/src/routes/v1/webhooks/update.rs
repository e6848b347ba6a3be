//! PATCH /v1/webhooks/{id}

use axum::extract::State;
use domain::event::EventType;
use domain::ids::{BusinessId, WebhookId};
use domain::webhook::{self, Change, Endpoint, Kind};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Webhook, WebhookRefused, read_events, read_url};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;

/// The fields to change. A field that is absent keeps its value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookChange)]
pub struct Request {
    /// An `https` URL of a public host.
    url: Option<String>,
    /// Event types, or `group.*`.
    #[schema(min_items = 1)]
    events: Option<Vec<String>>,
    /// Whether events are sent to it. Enabling an endpoint resets its failures and sends what is pending.
    enabled: Option<bool>,
}

/// Changes a webhook endpoint.
///
/// A field that is absent keeps its value. Enabling an endpoint again resets its failures and sends what is pending.
/// Change the payout webhook with `PUT /v1/payout-webhook` instead.
#[utoipa::path(
    patch, path = "/v1/webhooks/{id}", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`")), request_body = Request,
    responses(
        (status = 200, body = Webhook),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The endpoint is the payout webhook", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn update(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
    Json(request): Json<Request>,
) -> Result<Json<Webhook>, Problem> {
    Ok(Json(changed(&app, caller.business_id, id, request).await?.into()))
}

/// Changes the endpoint `id` of a business and returns it.
///
/// # Errors
/// Why the endpoint was not changed.
pub async fn changed(
    app: &App,
    business: BusinessId,
    id: WebhookId,
    request: Request,
) -> Result<Endpoint, Problem> {
    let url = request.url.map(|text| read_url(app, &text)).transpose()?;
    let events = request.events.map(|names| read_events(&names, |_: EventType| true)).transpose()?;
    let change = Change { url, events, enabled: request.enabled };
    let now = app.clock.now();
    let changed = app
        .transact(move |conn| {
            async move {
                let known = webhook::get(conn, business, id).await?;
                if known.is_some_and(|endpoint| endpoint.kind == Kind::Payout) {
                    return Err(WebhookRefused::PayoutWebhook);
                }
                let changed = webhook::update(conn, business, id, &change, now).await?;
                changed.ok_or(WebhookRefused::NotFound)
            }
            .boxed()
        })
        .await?;
    Ok(changed)
}
