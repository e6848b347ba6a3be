//! HTTP in, domain out: the service that accepts.
//!
//! [`public_routes`] and [`ops_router`] are the tables of routes; each endpoint is in a file of its own.

pub mod acceptance;
pub mod admin;
pub mod admission;
pub mod allocations;
pub mod api_keys;
pub mod auth;
pub mod backpressure;
pub mod balance;
pub mod balance_alert;
pub mod balance_get;
pub mod balance_top_up;
pub mod batches;
pub mod callers;
pub mod config;
pub mod door;
pub mod edge;
pub mod events_list;
pub mod expiry;
pub mod extract;
pub mod holds;
pub mod http_metrics;
pub mod moves;
pub mod once;
pub mod openapi;
pub mod ops;
pub mod outcomes;
pub mod page;
pub mod panic_shield;
pub mod payout;
pub mod payout_create;
pub mod payout_users;
pub mod payout_webhook;
pub mod problem;
pub mod provider_callback;
pub mod recording;
pub mod refusal;
pub mod request_id;
pub mod request_metrics;
pub mod run;
pub mod seed_error;
pub mod serve;
pub mod state;
pub mod steering;
pub mod transact;
pub mod transactions_list;
pub mod unit_of_work;
pub mod webhooks;
pub mod withdrawals;

use axum::extract::{DefaultBodyLimit, Extension};
use axum::middleware::from_fn;
use axum::{Router, routing};
use domain::clock::Clock;
use metrics_exporter_prometheus::PrometheusHandle;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::admission::Admitted;
use crate::extract::MAX_SMALL_BODY_BYTES;
use crate::request_id::NewId;
use crate::state::App;

/// The public routes; each handler says its method and path.
pub fn public_routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        // The seeds' routes.
        .routes(routes!(payout_create::payout_create)) // POST /payout/create
        .routes(routes!(balance::balance)) // GET /balance
        .merge(hash_routes())
        // Ours.
        .routes(routes!(allocations::create::create, allocations::list::list)) // POST, GET /v1/allocations
        .routes(routes!(allocations::get::get)) // GET /v1/allocations/{id}
        .routes(routes!(payout_users::list::list)) // GET /v1/payout-users
        .routes(routes!(payout_users::get::get, payout_users::update::update)) // GET, PATCH /v1/payout-users/{id}
        .routes(routes!(payout_users::rotate_hash::rotate_hash)) // POST /v1/payout-users/{id}/rotate-hash
        .routes(routes!(balance_get::balance_get)) // GET /v1/balance
        .routes(routes!(balance_alert::get::get, balance_alert::put::put)) // GET, PUT /v1/balance/alert
        .routes(routes!(balance_top_up::balance_top_up)) // POST /v1/balance/top-up
        .routes(routes!(transactions_list::transactions_list)) // GET /v1/transactions
        .routes(routes!(api_keys::list::list, api_keys::create::create)) // GET, POST /v1/api-keys
        .routes(routes!(api_keys::revoke::revoke)) // DELETE /v1/api-keys/{id}
        .routes(routes!(api_keys::roll::roll)) // POST /v1/api-keys/{id}/roll
        .routes(routes!(webhooks::list::list, webhooks::create::create)) // GET, POST /v1/webhooks
        .routes(routes!(webhooks::get::get, webhooks::update::update, webhooks::delete::delete)) // GET, PATCH, DELETE /v1/webhooks/{id}
        .routes(routes!(webhooks::deliveries::deliveries)) // GET /v1/webhooks/{id}/deliveries
        .routes(routes!(webhooks::redeliver::redeliver)) // POST /v1/webhooks/{id}/redeliver
        .routes(routes!(webhooks::test::test)) // POST /v1/webhooks/{id}/test
        .routes(routes!(webhooks::rotate_secret::rotate_secret)) // POST /v1/webhooks/{id}/rotate-secret
        .routes(routes!(events_list::events_list)) // GET /v1/events
        .routes(routes!(payout_webhook::get::get, payout_webhook::put::put)) // GET, PUT /v1/payout-webhook
        .routes(routes!(batches::pause::pause)) // POST /v1/batches/{id}/pause
        .routes(routes!(batches::resume::resume)) // POST /v1/batches/{id}/resume
        .routes(routes!(batches::cancel::cancel)) // POST /v1/batches/{id}/cancel
        .routes(routes!(batches::retry::retry)) // POST /v1/batches/{id}/retry
        .routes(routes!(batches::throttle_set::throttle_set, batches::throttle_clear::throttle_clear)) // PUT, DELETE /v1/batches/{id}/throttle
        .routes(routes!(withdrawals::list::list)) // GET /v1/withdrawals
        .routes(routes!(withdrawals::get::get)) // GET /v1/withdrawals/{id}
        .routes(routes!(withdrawals::approve::approve)) // POST /v1/withdrawals/{id}/approve
        .routes(routes!(withdrawals::reject::reject)) // POST /v1/withdrawals/{id}/reject
        // Providers'.
        .routes(routes!(provider_callback::provider_callback)) // POST /providers/{name}/callback
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
        // Routes with limits of their own.
        .routes(routes!(batches::create::create, batches::list::list)) // POST, GET /v1/batches
        .routes(routes!(batches::get::get)) // GET /v1/batches/{id}
        .routes(routes!(batches::items::items)) // GET /v1/batches/{id}/items
        .routes(routes!(batches::results::results)) // GET /v1/batches/{id}/results.csv
        // The description.
        .routes(routes!(openapi::openapi)) // GET /openapi.json
        .routes(routes!(openapi::postman::postman)) // GET /postman.json
}

/// The seeds' routes that a payout user's hash opens.
fn hash_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(payout::balance::balance)) // GET /payout/balance
        .routes(routes!(payout::operations_get::operations_get)) // GET /payout/operations
        .routes(routes!(payout::operations_post::operations_post)) // POST /payout/operations
        .routes(routes!(payout::methods::methods)) // GET /payout/methods
        .routes(routes!(payout::withdraw::withdraw)) // POST /payout/withdraw
        .routes(routes!(payout::withdrawal_get::withdrawal_get)) // GET /payout/withdrawals/{id}
        .routes(routes!(payout::withdrawal_cancel::withdrawal_cancel)) // POST /payout/withdrawals/{id}/cancel
        .layer(from_fn(payout::keep_private))
}

/// The public service, complete.
pub fn public_service(app: App) -> Admitted {
    let (routes, _document) = public_routes().split_for_parts();
    let (admission, database) = (app.admission.clone(), app.database.clone());
    let new_id: NewId = || Clock::System.id();
    let routes = routes.layer(from_fn(request_metrics::count)).with_state(app);
    Admitted { admission, router: edge::edge(routes, new_id, database.clone()), database, new_id }
}

/// The operators' routes behind their token.
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(admin::businesses_create::create, admin::businesses_list::list)) // POST, GET /admin/businesses
        .routes(routes!(admin::businesses_get::get, admin::businesses_update::update)) // GET, PATCH /admin/businesses/{id}
        .routes(routes!(admin::businesses_fund::fund)) // POST /admin/businesses/{id}/fund
        .routes(routes!(admin::queue::queue)) // GET /admin/queue
        .routes(routes!(admin::dead_list::list)) // GET /admin/dead
        .routes(routes!(admin::dead_retry::retry)) // POST /admin/dead/{id}/retry
        .routes(routes!(admin::withdrawals_list::list)) // GET /admin/withdrawals
        .routes(routes!(admin::withdrawals_approve::approve)) // POST /admin/withdrawals/{id}/approve
        .routes(routes!(admin::withdrawals_reject::reject)) // POST /admin/withdrawals/{id}/reject
        .routes(routes!(admin::pause::pause)) // POST /admin/pause
        .routes(routes!(admin::resume::resume)) // POST /admin/resume
        .routes(routes!(admin::pauses_list::list)) // GET /admin/pauses
        .routes(routes!(
            admin::throttles_list::list,
            admin::throttles_set::set,
            admin::throttles_clear::clear
        )) // GET, PUT, DELETE /admin/throttles
        .routes(routes!(admin::audit::list)) // GET /admin/audit
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
}

/// The operators' service, complete. Never to be public.
pub fn ops_router(app: App, metrics: PrometheusHandle) -> Router {
    let (admin, _document) = admin_routes().split_for_parts();
    let routes = Router::new()
        .route("/metrics", routing::get(ops::metrics))
        .route("/healthz", routing::get(ops::healthz))
        .route("/readyz", routing::get(ops::readyz))
        .merge(admin)
        .layer(Extension(metrics));
    let database = app.database.clone();
    edge::edge(routes.with_state(app), || Clock::System.id(), database)
}
