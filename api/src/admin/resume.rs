//! POST /admin/resume: everything, a business or a batch.

use axum::extract::State;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetBody, TouchedItems, steer};

/// Pays it again.
#[utoipa::path(
    post, path = "/admin/resume", tag = "operators", security(("operator_token" = [])), params(Preview), request_body = TargetBody,
    responses((status = 200, body = TouchedItems), Problems)
)]
pub async fn resume(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(body): Json<TargetBody>,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, Order::Resume(body.target()?), Credential::Operator, request_id, preview).await
}
