//! POST /v1/batches/{id}/cancel

use axum::extract::State;
use domain::ids::BatchId;
use domain::steering::Order;

use crate::auth::Merchant;
use crate::extract::{Json, NoBody, Path, Query};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TouchedItems, by_merchant};

/// Cancels what is pending of a batch, for good: nothing more of it is paid, and its items end as `cancelled`.
#[utoipa::path(
    post, path = "/v1/batches/{id}/cancel", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview),
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "The batch's state does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn cancel(
    State(app): State<App>,
    caller: Merchant,
    request_id: RequestId,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Json<TouchedItems>, Problem> {
    by_merchant(&app, caller, request_id, preview, id, Order::Cancel).await
}
