//! PUT /v1/payout-webhook

use axum::extract::State;
use domain::event::EventType;
use domain::ids::{BusinessId, WebhookId};
use domain::secrets::server_secret;
use domain::webhook::{self, Endpoint, NewEndpoint};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::PayoutWebhook;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::routes::v1::webhooks::{WebhookRefused, read_events, read_url, witness};

/// The payout webhook to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayoutWebhookRequest)]
pub struct Request {
    /// An `https` URL of a public host.
    #[schema(max_length = 2_048)]
    url: String,
    /// Any of `payout.created`, `.processing`, `.succeeded`, `.failed` and `.rejected`. Defaults to `payout.succeeded`.
    #[schema(min_items = 1)]
    events: Option<Vec<String>>,
    /// Defaults to true.
    enabled: Option<bool>,
}

/// Sets the payout webhook.
///
/// It receives the selected withdrawal events in a flat format. An existing token stays the same.
#[utoipa::path(
    put, path = "/v1/payout-webhook", tag = "webhooks", security(("secret_key" = [])), request_body = Request,
    responses((status = 200, body = PayoutWebhook), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<Json<PayoutWebhook>, Problem> {
    let business = caller.business_id;
    let endpoint = set(&app, business, request).await?;
    Ok(Json(PayoutWebhook::of(&app, business, endpoint)))
}

/// Sets the payout webhook of a business and returns it.
///
/// # Errors
/// Why it was not set.
pub async fn set(app: &App, business: BusinessId, request: Request) -> Result<Endpoint, Problem> {
    let url = read_url(app, &request.url)?;
    let names = request.events.unwrap_or_else(|| vec![EventType::PayoutSucceeded.as_str().to_owned()]);
    let events = read_events(&names, EventType::is_of_payouts)?;
    let enabled = request.enabled.unwrap_or(true);
    let (id, now) = (WebhookId::from(app.clock.id()), app.clock.now());
    let key = app.webhook_key.clone();
    let endpoint = app
        .transact_witnessed(witness(business), move |conn| {
            async move {
                let new = NewEndpoint { id, url: &url, events: &events, enabled };
                let endpoint = webhook::put_payout_webhook(conn, business, &new, now).await?;
                server_secret::claim(conn, &key, now).await?;
                Ok::<_, WebhookRefused>(endpoint)
            }
            .boxed()
        })
        .await?;
    Ok(endpoint)
}
