//! GET /v1/webhooks/{id}

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::Webhook;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Returns a webhook endpoint.
///
/// The response has the selected events and whether the endpoint is enabled. If the endpoint was disabled
/// automatically, it says why. The secret is not returned again.
#[utoipa::path(
    get, path = "/v1/webhooks/{id}", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`")),
    responses(
        (status = 200, body = Webhook),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
) -> Result<Json<Webhook>, Refusal> {
    let business = caller.business_id;
    let (found, held) = app
        .read(move |conn| {
            async move { Ok((webhook::get(conn, business, id).await?, webhook::held(conn).await?)) }.boxed()
        })
        .await?;
    found.map(|endpoint| Json(Webhook::shown(endpoint, held))).ok_or(Refusal::NotFound)
}
