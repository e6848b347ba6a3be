//! POST /admin/resume: everything, a business, a batch; withdrawals of a method or a provider; webhooks.

use axum::extract::State;
use domain::steering::Credential;

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{PauseBody, Preview, TouchedItems, steer};

/// Pays it again.
#[utoipa::path(
    post, path = "/admin/resume", tag = "operators", security(("operator_token" = [])), params(Preview), request_body = PauseBody,
    responses((status = 200, body = TouchedItems), Problems)
)]
pub async fn resume(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(body): Json<PauseBody>,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, body.resume(&app.methods)?, Credential::Operator, request_id, preview).await
}
