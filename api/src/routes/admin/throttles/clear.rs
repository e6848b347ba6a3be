//! DELETE /admin/throttles?scope=…: removes the throttle of everything, a business or a batch.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::steering::{Command, Credential};

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TargetQuery, TouchedItems, steer};

/// Removes a throttle.
///
/// The query names the target: `scope` and, if the scope needs one, the id. If the target has no throttle, the request
/// succeeds and changes nothing. With `dry_run=true` nothing is removed, and the response tells which items it would
/// affect.
#[utoipa::path(
    delete, path = "/admin/throttles", tag = "operators", security(("operator_token" = [])), params(Preview, TargetQuery),
    responses(
        (status = 200, body = TouchedItems),
        (status = 404, description = "No such business or batch", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn clear(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Query(target): Query<TargetQuery>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    steer(
        &app,
        Command::Unthrottle(target.target()?),
        Credential::Operator,
        Asking(request_id, preview),
        None,
    )
    .await
}
