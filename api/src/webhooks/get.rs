//! GET /v1/webhooks/{id}

use axum::extract::State;
use domain::ids::WebhookId;
use domain::webhook;
use futures::FutureExt;

use super::Webhook;
use crate::auth::Merchant;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// One endpoint.
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
    let found = app.read(move |conn| webhook::get(conn, caller.business_id, id).boxed()).await?;
    found.map(|endpoint| Json(endpoint.into())).ok_or(Refusal::NotFound)
}
