//! GET /v1/payout-webhook

use axum::extract::State;
use domain::webhook;
use futures::FutureExt;

use super::PayoutWebhook;
use crate::auth::Merchant;
use crate::extract::Json;
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// The payout webhook, with its token.
#[utoipa::path(
    get, path = "/v1/payout-webhook", tag = "webhooks", security(("secret_key" = [])),
    responses(
        (status = 200, body = PayoutWebhook),
        (status = 404, description = "None was set", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<PayoutWebhook>, Refusal> {
    let business = caller.business_id;
    let found = app.read(move |conn| webhook::get_payout_webhook(conn, business).boxed()).await?;
    found.map(|endpoint| Json(PayoutWebhook::of(&app, business, endpoint))).ok_or(Refusal::NotFound)
}
