//! POST /v1/batches/{id}/retry

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::BatchId;
use domain::steering::Command;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::{Merchant, PayingMerchant};
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TouchedItems, by_merchant};

/// Tries the failed items of a batch once more, in the background.
///
/// The same allocations are tried again, so no item is paid twice. An item is left out if its reference was sent again
/// since. Items that failed for lack of funds are worth a retry after a top-up.
#[utoipa::path(
    post, path = "/v1/batches/{id}/retry", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview, Keyed),
    responses(
        (status = 200, body = TouchedItems),
        (status = 403, description = "Payouts are disabled", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The state of the batch does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn retry(
    State(app): State<App>,
    PayingMerchant(caller): PayingMerchant,
    request_id: RequestId,
    keyed: Keyed,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    by_merchant(&app, Merchant(caller), Asking(request_id, preview), keyed, id, Command::Retry).await
}
