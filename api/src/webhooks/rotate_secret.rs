//! POST /v1/webhooks/{id}/rotate-secret

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::WebhookWithSecret;
use crate::auth::Merchant;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// Begins a new secret. For 24 hours deliveries carry two `webhook-signature`s, under the new one and the one before; a
/// second rotation within them ends the first. The payout webhook's `Signature` is under the new token at once.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/rotate-secret", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`")),
    responses(
        (status = 200, description = "The new secret is shown this once", body = WebhookWithSecret),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn rotate_secret(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
) -> Result<Json<WebhookWithSecret>, Refusal> {
    let now = app.clock.now();
    let rotated =
        app.transact(move |conn| webhook::rotate_secret(conn, caller.business_id, id, now).boxed()).await?;
    let endpoint = rotated.ok_or(Refusal::NotFound)?;
    Ok(Json(WebhookWithSecret::of(&app, caller.business_id, endpoint)))
}
