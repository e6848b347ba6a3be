//! The operators' listener of a worker: `/metrics`, `/healthz`, `/readyz`. A scrape never touches the database.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::{db, restore};
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;

/// What the listener shows.
#[derive(Debug, Clone)]
pub struct Ops {
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// Tells whether the database answers.
    pub pool: PgPool,
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

async fn ready(State(ops): State<Ops>) -> (StatusCode, &'static str) {
    let checked = async {
        let mut conn = ops.pool.acquire().await?;
        let ready = db::check_ready(&mut conn).await?;
        Ok::<_, sqlx::Error>((ready, ready && restore::is_held(&mut conn).await?))
    };
    match checked.await {
        Ok((true, false)) => (StatusCode::OK, "ready\n"),
        Ok((true, true)) => (StatusCode::OK, restore::READY_AND_HELD),
        Ok((false, _)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated: run `payout migrate`\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
