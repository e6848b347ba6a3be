//! POST /admin/resume: resumes everything, a business, a batch, the withdrawals of a method or a provider, or webhooks.

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

/// Resumes everything, a business, a batch, a withdrawal method, a provider or webhooks.
///
/// Resuming a target that is not paused succeeds and changes nothing. Resuming a business does not switch its payouts
/// on.
#[utoipa::path(
    post, path = "/admin/resume", tag = "operators", security(("operator_token" = [])), params(Preview, Keyed), request_body = PauseBody,
    responses(
        (status = 200, body = TouchedItems),
        (status = 404, description = "No such business or batch", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn resume(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    keyed: Keyed,
    Query(preview): Query<Preview>,
    Json(body): Json<PauseBody>,
) -> Result<Response<Body>, Problem> {
    let command = body.resume(&app.methods)?;
    let asked = keyed.asked(Caller::Operators, &body)?;
    steer(&app, command, Credential::Operator, Asking(request_id, preview), asked).await
}
