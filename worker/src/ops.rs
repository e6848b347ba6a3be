//! The operators' listener of a worker: `/metrics`, `/healthz`, `/readyz`. A scrape never touches the database.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::restore::READY_AND_HELD;
use domain::watch::Database;
use metrics_exporter_prometheus::PrometheusHandle;

/// What the listener shows.
#[derive(Debug, Clone)]
pub struct Ops {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Tells whether the database can be worked on.
    pub database: Database,
}

/// The routes.
pub fn router(ops: Ops) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(ops)
}

async fn metrics(State(ops): State<Ops>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], ops.metrics.render())
}

async fn ready(State(ops): State<Ops>) -> (StatusCode, String) {
    match ops.database.ready() {
        Ok(()) if ops.database.is_held() => (StatusCode::OK, READY_AND_HELD.into()),
        Ok(()) => (StatusCode::OK, "ready\n".into()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}
