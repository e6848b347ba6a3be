//! What operators and Prometheus ask a process: /metrics, /healthz, /readyz. A scrape never touches the database.

use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use domain::db;
use futures::FutureExt;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::state::App;

/// The text format that Prometheus scrapes.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How long the database may take to show that it is there.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// GET /metrics
pub async fn metrics(Extension(handle): Extension<PrometheusHandle>) -> impl IntoResponse {
    ([(CONTENT_TYPE, EXPOSITION)], handle.render())
}

/// GET /healthz: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// GET /readyz: requests can be accepted.
pub async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let checked = app.read(|conn| db::check_ready(conn).boxed());
    match tokio::time::timeout(READY_WITHIN, checked).await {
        Ok(Ok(true)) if !app.clock.is_known() => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database server's time is not known yet\n")
        }
        Ok(Ok(true)) => (StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated: run `payout migrate`\n")
        }
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
