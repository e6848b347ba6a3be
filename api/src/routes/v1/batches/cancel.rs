//! POST /v1/batches/{id}/cancel

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::BatchId;
use domain::steering::Command;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TouchedItems, by_merchant};

/// Cancels what is pending of a batch.
///
/// This cannot be undone. Pending items end as `cancelled` and are not paid; items that are paid stay paid. With
/// `dry_run=true` nothing is cancelled, and the response tells how many items and cents would be.
#[utoipa::path(
    post, path = "/v1/batches/{id}/cancel", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview, Keyed),
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "The state of the batch does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn cancel(
    State(app): State<App>,
    caller: Merchant,
    request_id: RequestId,
    keyed: Keyed,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    by_merchant(&app, caller, Asking(request_id, preview), keyed, id, Command::Cancel).await
}
