//! POST /v1/batches/{id}/resume

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::BatchId;
use domain::steering::{Command, Target};

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TouchedItems, by_merchant};

/// Resumes a paused batch.
///
/// If the batch is not paused, the request succeeds and changes nothing. Items that were cancelled meanwhile stay
/// cancelled.
#[utoipa::path(
    post, path = "/v1/batches/{id}/resume", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview, Keyed),
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "An operator paused the batch", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn resume(
    State(app): State<App>,
    caller: Merchant,
    request_id: RequestId,
    keyed: Keyed,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    by_merchant(&app, caller, Asking(request_id, preview), keyed, id, |of| Command::Resume(Target::Batch(of)))
        .await
}
