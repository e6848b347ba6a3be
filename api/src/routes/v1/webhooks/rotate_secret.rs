//! POST /v1/webhooks/{id}/rotate-secret

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::Caller;
use domain::ids::{BusinessId, WebhookId};
use domain::secrets::server_secret;
use domain::webhook::{self, Endpoint};
use futures::FutureExt;

use super::{Shown, WebhookWithSecret, witness};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::Problem;

/// Rotates the secret of a webhook endpoint.
///
/// For 24 hours, `webhook-signature` has two signatures, made with the new and with the previous secret. A second
/// rotation in this time adds a third. The payout webhook's `Signature` uses the new token at once.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/rotate-secret", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`"), Keyed),
    responses(
        (status = 200, description = "The new secret, which is returned only once", body = WebhookWithSecret),
        (status = 409, description = "Four earlier secrets are still in use", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn rotate_secret(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WebhookId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let business = caller.business_id;
    let rotated = rotated(&app, business, keyed, id).await?;
    Ok(rotated.answer(StatusCode::OK, |endpoint| WebhookWithSecret::of(&app, business, endpoint)))
}

/// Rotates the secret of the endpoint `id`, once under an idempotency key.
///
/// # Errors
/// Why the secret was not rotated.
pub async fn rotated(
    app: &App,
    business: BusinessId,
    keyed: Keyed,
    id: WebhookId,
) -> Result<Outcome<Endpoint>, Problem> {
    let now = app.clock.now();
    let (key, same_key) = (app.webhook_key.clone(), app.webhook_key.clone());
    let rotated = app
        .once(
            keyed.asked(Caller::Business(business), &id)?,
            Some(witness(business)),
            move |conn| {
                async move {
                    let rotated = webhook::rotate_secret(conn, business, id, now).await?;
                    server_secret::claim(conn, &key, now).await?;
                    Ok(rotated)
                }
                .boxed()
            },
            Shown::of,
            move |conn, shown| async move { shown.again(conn, &same_key, business).await }.boxed(),
        )
        .await?;
    Ok(rotated)
}
