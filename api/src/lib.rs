//! HTTP in, domain out: the service that accepts.
//!
//! [`public_routes`] and [`ops_router`] are the tables of routes; each endpoint is in a file of its own.

pub mod acceptance;
pub mod auth;
pub mod balance;
pub mod batches;
pub mod config;
pub mod edge;
pub mod extract;
pub mod http_metrics;
pub mod openapi;
pub mod ops;
pub mod outcomes;
pub mod page;
pub mod panic_shield;
pub mod payout_create;
pub mod problem;
pub mod refusal;
pub mod request_id;
pub mod request_metrics;
pub mod run;
pub mod seed_error;
pub mod serve;
pub mod state;
pub mod transact;
pub mod unit_of_work;

use axum::extract::{DefaultBodyLimit, Extension};
use axum::middleware::from_fn;
use axum::{Router, routing};
use domain::clock::Clock;
use metrics_exporter_prometheus::PrometheusHandle;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::MAX_SMALL_BODY_BYTES;
use crate::state::App;

/// The public routes; each handler says its method and path.
pub fn public_routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        // The seeds' routes.
        .routes(routes!(payout_create::payout_create)) // POST /payout/create
        .routes(routes!(balance::balance)) // GET /balance
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
        // Routes with limits of their own.
        .routes(routes!(batches::create::create, batches::list::list)) // POST, GET /v1/batches
        .routes(routes!(batches::get::get)) // GET /v1/batches/{id}
        .routes(routes!(batches::items::items)) // GET /v1/batches/{id}/items
        .routes(routes!(batches::results::results)) // GET /v1/batches/{id}/results.csv
        // The description.
        .routes(routes!(openapi::openapi)) // GET /openapi.json
}

/// The public service, complete.
pub fn public_router(app: App) -> Router {
    let (routes, _document) = public_routes().split_for_parts();
    edge::edge(routes.layer(from_fn(request_metrics::count)).with_state(app), || Clock::System.id())
}

/// The operators' service, complete. Never to be public.
pub fn ops_router(app: App, metrics: PrometheusHandle) -> Router {
    let routes = Router::new()
        .route("/metrics", routing::get(ops::metrics))
        .route("/healthz", routing::get(ops::healthz))
        .route("/readyz", routing::get(ops::readyz))
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
        .layer(Extension(metrics));
    edge::edge(routes.with_state(app), || Clock::System.id())
}
