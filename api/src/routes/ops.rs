//! The routes for operators and Prometheus: /metrics, /healthz, /readyz. A scrape never touches the database.

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use domain::restore::READY_AND_HELD;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::app::App;

/// The text format that Prometheus scrapes.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// GET /metrics
pub async fn metrics(Extension(handle): Extension<PrometheusHandle>) -> impl IntoResponse {
    ([(CONTENT_TYPE, EXPOSITION)], handle.render())
}

/// GET /healthz: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// GET /readyz: requests can be accepted.
pub async fn readyz(State(app): State<App>) -> (StatusCode, String) {
    readiness(&app)
}

/// Whether requests can be accepted, and why not.
pub fn readiness(app: &App) -> (StatusCode, String) {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".into());
    }
    match app.transactions.database.ready() {
        Ok(()) if !app.clock.is_known() => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database server's time is not known yet\n".into())
        }
        Ok(()) if app.transactions.database.is_held() => (StatusCode::OK, READY_AND_HELD.into()),
        Ok(()) => (StatusCode::OK, "ready\n".into()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}
