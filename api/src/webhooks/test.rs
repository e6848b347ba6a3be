//! POST /v1/webhooks/{id}/test

use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::{EventId, WebhookId};
use domain::webhook;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::{WebhookRefused, enabled};
use crate::auth::Merchant;
use crate::extract::{Json, NoBody, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// What is being sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub struct Response {
    /// `evt_…`: see the endpoint's deliveries.
    #[schema(value_type = String)]
    event_id: EventId,
}

/// Sends an endpoint something to see whether it arrives: a `webhook.test`; to the payout webhook a `payout.succeeded` with
/// `"test_mode":true`.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/test", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`")),
    responses(
        (status = 202, body = Response),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The endpoint is switched off", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn test(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<WebhookId>,
    _: NoBody,
) -> Result<(StatusCode, Json<Response>), Problem> {
    let (now, business) = (app.clock.now(), caller.business_id);
    let event_id = app
        .transact(move |conn| {
            async move {
                let endpoint = enabled(conn, business, id).await?;
                Ok::<_, WebhookRefused>(webhook::test(conn, business, &endpoint, now).await?)
            }
            .boxed()
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Response { event_id })))
}
