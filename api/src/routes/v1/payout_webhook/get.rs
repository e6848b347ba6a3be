//! GET /v1/payout-webhook

use axum::extract::State;
use domain::held::HeldBy;
use domain::webhook;
use futures::FutureExt;

use super::PayoutWebhook;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// The error when no payout webhook is set.
const NONE_SET: Refusal = Refusal::NoneSet("No payout webhook is set: PUT /v1/payout-webhook sets one.");

/// Returns the payout webhook, with its token.
///
/// The token is the key of the `Signature` header, which is the lower-case hex HMAC-SHA256 of the body. Returns 404
/// until a payout webhook is set.
#[utoipa::path(
    get, path = "/v1/payout-webhook", tag = "webhooks", security(("secret_key" = [])),
    responses(
        (status = 200, body = PayoutWebhook),
        (status = 404, description = "No payout webhook is set", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<PayoutWebhook>, Refusal> {
    let business = caller.business_id;
    app.compare(&app.webhook_key).await?;
    let (found, held) = app
        .read(move |conn| {
            async move {
                let found = webhook::get_payout_webhook(conn, business).await?;
                Ok((found, webhook::held(conn).await?))
            }
            .boxed()
        })
        .await?;
    let shown = PayoutWebhook::of(&app, business, found.ok_or(NONE_SET)?);
    Ok(Json(PayoutWebhook { held_by: held.map(HeldBy::as_str), ..shown }))
}
