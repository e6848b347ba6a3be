//! POST /v1/webhooks/{id}/rotate-secret

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::{WebhookRefused, WebhookWithSecret, witness};
use crate::auth::Merchant;
use crate::extract::{Json, NoBody, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
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
    _: NoBody,
) -> Result<Json<WebhookWithSecret>, Problem> {
    let (business, now) = (caller.business_id, app.clock.now());
    let endpoint = app
        .transact_witnessed(witness(business), move |conn| {
            async move {
                let rotated = webhook::rotate_secret(conn, business, id, now).await?;
                rotated.ok_or(WebhookRefused::NotFound)
            }
            .boxed()
        })
        .await?;
    Ok(Json(WebhookWithSecret::of(&app, business, endpoint)))
}
