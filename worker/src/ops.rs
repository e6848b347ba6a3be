//! The worker's HTTP listener for operators: `/metrics`, `/healthz` and `/readyz`. No request to it touches the
//! database.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::cell::Number;
use domain::cell::standing::Standing;
use domain::restore::READY_AND_HELD;
use domain::watch::Database;
use metrics_exporter_prometheus::PrometheusHandle;

/// The state that the listener reports.
#[derive(Debug, Clone)]
pub struct Ops {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// The cells that this process serves.
    pub cells: Vec<ShownCell>,
}

/// The state of one cell.
#[derive(Debug, Clone)]
pub struct ShownCell {
    /// The cell's number, if there are several cells.
    pub number: Option<Number>,
    /// Whether its database is ready.
    pub database: Database,
    /// Whether the cell is left out.
    pub standing: Standing,
}

/// Returns the routes of the listener.
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

/// Answers 200 while any cell is ready, because those cells are served. Each cell that is not ready, or in which a
/// restore is held, has a line.
async fn ready(State(ops): State<Ops>) -> (StatusCode, String) {
    let (mut text, mut any) = (String::new(), false);
    for ShownCell { number, database, standing } in &ops.cells {
        let left_out = standing.left_out_reason();
        any |= left_out.is_none() && database.ready().is_ok();
        let said = match (left_out, database.ready()) {
            (Some(why), _) => format!("{why}\n"),
            (None, Ok(())) if database.is_held() => READY_AND_HELD.to_owned(),
            (None, Ok(())) if number.is_some() => String::new(),
            (None, Ok(())) => "ready\n".to_owned(),
            (None, Err(why)) => format!("{why}\n"),
        };
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
