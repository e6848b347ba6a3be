//! DELETE /v1/webhooks/{id}

use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::{BusinessId, WebhookId};
use domain::webhook;
use futures::FutureExt;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Deletes a webhook endpoint.
///
/// The payout webhook can be deleted as well. Pending events are no longer sent to it.
#[utoipa::path(
    delete, path = "/v1/webhooks/{id}", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn delete(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
    _: NoBody,
) -> Result<StatusCode, Refusal> {
    deleted(&app, caller.business_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes the endpoint `id` of a business.
///
/// # Errors
/// 404 when there is no such endpoint.
pub async fn deleted(app: &App, business: BusinessId, id: WebhookId) -> Result<(), Refusal> {
    let deleted = app.transact(move |conn| webhook::delete(conn, business, id).boxed()).await?;
    if deleted { Ok(()) } else { Err(Refusal::NotFound) }
}
