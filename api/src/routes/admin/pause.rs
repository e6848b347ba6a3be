//! POST /admin/pause: pauses everything, a business, a batch, the withdrawals of a method or a provider, or webhooks.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::idempotency::Caller;
use domain::steering::Credential;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, PauseBody, Preview, TouchedItems, steer};

/// Pauses everything, a business, a batch, a withdrawal method, a provider or webhooks.
///
/// Until it is resumed, nothing in the scope is paid, and no withdrawal is sent that no provider was told about. At
/// most the claims that are in progress are still paid, and a withdrawal that may have been sent continues to its end.
/// With `dry_run=true` nothing is paused, and the response tells what the pause would hold.
#[utoipa::path(
    post, path = "/admin/pause", tag = "operators", security(("operator_token" = [])), params(Preview, Keyed), request_body = PauseBody,
    responses(
        (status = 200, body = TouchedItems),
        (status = 404, description = "No such business or batch", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The state of the batch does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn pause(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    keyed: Keyed,
    Query(preview): Query<Preview>,
    Json(body): Json<PauseBody>,
) -> Result<Response<Body>, Problem> {
    let command = body.pause(&app.methods)?;
    let asked = keyed.asked(Caller::Operators, &body)?;
    steer(&app, command, Credential::Operator, Asking(request_id, preview), asked).await
}
