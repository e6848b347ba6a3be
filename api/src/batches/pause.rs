//! POST /v1/batches/{id}/pause

use axum::extract::State;
use domain::ids::BatchId;
use domain::steering::{Order, Target};

use crate::auth::Merchant;
use crate::extract::{Json, NoBody, Path, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TouchedItems, by_merchant};

/// Pays nothing more of a batch until it is resumed. Items that are paid already stay paid.
#[utoipa::path(
    post, path = "/v1/batches/{id}/pause", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview),
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "The batch's state does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn pause(
    State(app): State<App>,
    caller: Merchant,
    request_id: RequestId,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Json<TouchedItems>, Problem> {
    by_merchant(&app, caller, request_id, preview, id, |of| Order::Pause(Target::Batch(of))).await
}
