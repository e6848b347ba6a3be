//! PUT /v1/batches/{id}/throttle

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::BatchId;
use domain::steering::{BatchOf, Command, Credential, Target};
use domain::throttle::Rates;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, TouchedItems, steer};

/// The throttle of a batch: at least one of the two rates.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BatchThrottle)]
pub struct Request {
    /// The maximum number of allocations a second, over all workers together.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_per_second: Option<i64>,
    /// The maximum number of cents a second, over all workers together.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    max_cents_per_second: Option<i64>,
}

/// Throttles a batch, replacing the rates that it had.
///
/// Claims that begin later obey the rates. Items that wait for them do not delay other batches or businesses.
#[utoipa::path(
    put, path = "/v1/batches/{id}/throttle", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…"), Preview), request_body = Request,
    responses(
        (status = 200, body = TouchedItems),
        (status = 409, description = "The state of the batch does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems
    )
)]
pub async fn set(
    State(app): State<App>,
    Merchant(caller): Merchant,
    request_id: RequestId,
    Path(id): Path<BatchId>,
    Query(preview): Query<Preview>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    let rates = Rates::new(request.max_per_second, request.max_cents_per_second)?;
    let of = BatchOf { id, business: Some(caller.business_id) };
    let by = Credential::ApiKey(caller.key_id);
    steer(&app, Command::Throttle(Target::Batch(of), rates), by, Asking(request_id, preview), None).await
}
