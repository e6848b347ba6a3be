//! GET /openapi.json

use std::sync::LazyLock;

use axum::extract::State;
use serde_json::Value;

use crate::app::App;
use crate::http::extract::Json;

/// Returns this OpenAPI document.
///
/// The document is OpenAPI 3.1, generated from the routes and types of the running process.
#[utoipa::path(get, path = "/openapi.json", tag = "description", responses((status = 200, description = "This document", body = Object)))]
pub async fn get(State(app): State<App>) -> Json<&'static Value> {
    Json(LazyLock::force(app.description.document))
}
