//! POST /v1/webhooks/{id}/test

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::idempotency::Caller;
use domain::ids::{EventId, WebhookId};
use domain::webhook;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::{WebhookRefused, enabled};
use crate::auth::Merchant;
use crate::extract::{NoBody, Path};
use crate::once::{Keyed, as_it_was};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// What is being sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub struct Answer {
    /// `evt_…`: see the endpoint's deliveries.
    #[schema(value_type = String)]
    event_id: EventId,
}

/// Sends an endpoint something to see whether it arrives: a `webhook.test`; to the payout webhook a `payout.succeeded` with
/// `"test_mode":true`.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/test", tag = "webhooks", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`whk_…`"), Keyed),
    responses(
        (status = 202, body = Answer),
        (status = 404, description = "No such endpoint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The endpoint is switched off", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn test(
    State(app): State<App>,
    Merchant(caller): Merchant,
    keyed: Keyed,
    Path(id): Path<WebhookId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let (now, business) = (app.clock.now(), caller.business_id);
    let asked = keyed.asked(Caller::Business(business), &id)?;
    let sent = app
        .once(
            asked,
            None,
            move |conn| {
                async move {
                    let endpoint = enabled(conn, business, id).await?;
                    Ok::<_, WebhookRefused>(webhook::test(conn, business, &endpoint, now).await?)
                }
                .boxed()
            },
            |event_id| *event_id,
            as_it_was,
        )
        .await?;
    Ok(sent.answer(StatusCode::ACCEPTED, |event_id| Answer { event_id }))
}
