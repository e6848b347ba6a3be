//! The operators' listener of a worker: `/metrics`, `/healthz`, `/readyz`. A scrape never touches the database.

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

/// What the listener shows.
#[derive(Debug, Clone)]
pub struct Ops {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Each cell.
    pub cells: Vec<ShownCell>,
}

/// What the listener knows of a cell.
#[derive(Debug, Clone)]
pub struct ShownCell {
    /// Its number, if it is one of several.
    pub number: Option<Number>,
    /// Tells of its database whether it can be worked on.
    pub database: Database,
    /// Tells whether it is left out.
    pub standing: Standing,
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
    for ShownCell { number, database, standing } in &ops.cells {
        let left_out = standing.why_left_out();
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
