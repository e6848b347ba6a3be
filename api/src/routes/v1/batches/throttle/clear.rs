//! DELETE /v1/batches/{id}/throttle

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::BatchId;
use domain::steering::{BatchOf, Command, Credential, Target};

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TouchedItems, steer};

/// Removes the throttle of a batch.
///
/// If the batch is not throttled, the request succeeds and changes nothing. Throttles of the business and of everything
/// stay in force.
#[utoipa::path(
    delete, path = "/v1/batches/{id}/throttle", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview),
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "An operator has throttled the batch", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn clear(
    State(app): State<App>,
    Merchant(caller): Merchant,
    request_id: RequestId,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let of = BatchOf { id, business: Some(caller.business_id) };
    let by = Credential::ApiKey(caller.key_id);
    steer(&app, Command::Unthrottle(Target::Batch(of)), by, Asking(request_id, preview), None).await
}
