//! POST /admin/pause: everything, a business or a batch.

use axum::extract::State;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetBody, TouchedItems, steer};

/// Pays nothing of it until it is resumed; at most the claims in flight are still paid.
#[utoipa::path(
    post, path = "/admin/pause", tag = "operators", security(("operator_token" = [])), params(Preview), request_body = TargetBody,
    responses((status = 200, body = TouchedItems), Problems)
)]
pub async fn pause(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(body): Json<TargetBody>,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, Order::Pause(body.target()?), Credential::Operator, request_id, preview).await
}
