//! DELETE /admin/throttles?scope=…: everything, a business or a batch goes as fast as it can again.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{NoBody, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Asking, Preview, TargetQuery, TouchedItems, steer};

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
) -> Result<Response<Body>, Problem> {
    steer(&app, Order::Unthrottle(target.target()?), Credential::Operator, Asking(request_id, preview), None)
        .await
}
