//! GET /postman.json

use std::sync::LazyLock;

use axum::extract::State;
use serde_json::Value;

use crate::app::App;
use crate::http::extract::Json;

/// Returns a Postman collection of the public routes.
///
/// Set its variables `api_key` and `payout_hash`. Each request that takes an `Idempotency-Key` sends a new one.
#[utoipa::path(
    get, path = "/postman.json", tag = "description",
    responses((status = 200, description = "The collection", body = Object))
)]
pub async fn get(State(app): State<App>) -> Json<&'static Value> {
    Json(LazyLock::force(app.description.postman))
}
