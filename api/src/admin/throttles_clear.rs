//! DELETE /admin/throttles?scope=…: everything, a business or a batch goes as fast as it can again.

use axum::extract::State;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{Json, NoBody, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetQuery, TouchedItems, steer};

/// Removes the throttle; one that is not there is fine, and nothing is touched.
#[utoipa::path(
    delete, path = "/admin/throttles", tag = "operators", security(("operator_token" = [])), params(Preview, TargetQuery),
    responses((status = 200, body = TouchedItems), Problems)
)]
pub async fn clear(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Query(target): Query<TargetQuery>,
    _: NoBody,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, Order::Unthrottle(target.target()?), Credential::Operator, request_id, preview).await
}
