//! POST /admin/resume: everything, a business, a batch; withdrawals of a method or a provider; webhooks.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::idempotency::Caller;
use domain::steering::Credential;

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::once::Keyed;
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Asking, PauseBody, Preview, TouchedItems, steer};

/// Pays it again.
#[utoipa::path(
    post, path = "/admin/resume", tag = "operators", security(("operator_token" = [])), params(Preview, Keyed), request_body = PauseBody,
    responses((status = 200, body = TouchedItems), Problems)
)]
pub async fn resume(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    keyed: Keyed,
    Query(preview): Query<Preview>,
    Json(body): Json<PauseBody>,
) -> Result<Response<Body>, Problem> {
    let order = body.resume(&app.methods)?;
    let asked = keyed.asked(Caller::Operators, &body)?;
    steer(&app, order, Credential::Operator, Asking(request_id, preview), asked).await
}
