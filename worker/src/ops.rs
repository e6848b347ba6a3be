//! The operators' listener of a worker: `/metrics`, `/healthz`, `/readyz`. A scrape never touches the database.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::cell::Number;
use domain::restore::READY_AND_HELD;
use domain::watch::Database;
use metrics_exporter_prometheus::PrometheusHandle;

/// What the listener shows.
#[derive(Debug, Clone)]
pub struct Ops {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Tells of the database of each cell whether it can be worked on; the number is that of one of several.
    pub databases: Vec<(Option<Number>, Database)>,
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

/// Ready while any cell is: the others are paid meanwhile. Each that is not, or in which a restore is held, has a line.
async fn ready(State(ops): State<Ops>) -> (StatusCode, String) {
    let (mut text, mut any) = (String::new(), false);
    for (number, database) in &ops.databases {
        let said = match database.ready() {
            Ok(()) if database.is_held() => READY_AND_HELD.to_owned(),
            Ok(()) if number.is_some() => String::new(),
            Ok(()) => "ready\n".to_owned(),
            Err(why) => format!("{why}\n"),
        };
        any |= database.ready().is_ok();
        if let (Some(number), false) = (number, said.is_empty()) {
            // Writing to a string cannot fail.
            let _written = write!(text, "cell {number}: ");
        }
        text += &said;
    }
    if any && !text.starts_with("ready") {
        text.insert_str(0, "ready\n");
    }
    (if any { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text)
}
