//! The tables of routes. Each endpoint is in a file of its own, in a folder that mirrors its URL.

pub mod admin;
pub mod assets;
pub mod balance;
pub mod console;
pub mod dashboard;
pub mod docs;
pub mod openapi;
pub mod ops;
pub mod pay;
pub mod payout;
pub mod postman;
pub mod providers;
pub mod steering;
pub mod v1;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Router, routing};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{console as operator, member};
use crate::http::extract::MAX_SMALL_BODY_BYTES;
use crate::pages::guard::guard;

/// Returns the public routes. Each handler declares its method and path.
pub fn public_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        // The /payout family, whose responses follow the contract byte for byte.
        .routes(routes!(payout::create::create)) // POST /payout/create
        .routes(routes!(balance::get::get)) // GET /balance
        .merge(hash_routes())
        // The API of businesses.
        .routes(routes!(v1::allocations::create::create, v1::allocations::list::list)) // POST, GET /v1/allocations
        .routes(routes!(v1::allocations::get::get)) // GET /v1/allocations/{id}
        .routes(routes!(v1::payout_users::list::list)) // GET /v1/payout-users
        .routes(routes!(v1::payout_users::get::get, v1::payout_users::update::update)) // GET, PATCH /v1/payout-users/{id}
        .routes(routes!(v1::payout_users::rotate_hash::rotate_hash)) // POST /v1/payout-users/{id}/rotate-hash
        .routes(routes!(v1::allowed_origins::get::get, v1::allowed_origins::put::put)) // GET, PUT /v1/allowed-origins
        .routes(routes!(v1::brand::get::get, v1::brand::put::put)) // GET, PUT /v1/brand
        .routes(routes!(v1::brand::logo::put::put, v1::brand::logo::delete::delete)) // PUT, DELETE /v1/brand/logo
        .routes(routes!(v1::balance::get::get)) // GET /v1/balance
        .routes(routes!(v1::balance::alert::get::get, v1::balance::alert::put::put)) // GET, PUT /v1/balance/alert
        .routes(routes!(v1::balance::top_up::top_up)) // POST /v1/balance/top-up
        .routes(routes!(v1::transactions::list::list)) // GET /v1/transactions
        .routes(routes!(v1::usage::get::get)) // GET /v1/usage
        .routes(routes!(v1::api_keys::list::list, v1::api_keys::create::create)) // GET, POST /v1/api-keys
        .routes(routes!(v1::api_keys::revoke::revoke)) // DELETE /v1/api-keys/{id}
        .routes(routes!(v1::api_keys::roll::roll)) // POST /v1/api-keys/{id}/roll
        .routes(routes!(v1::webhooks::list::list, v1::webhooks::create::create)) // GET, POST /v1/webhooks
        .routes(routes!(v1::webhooks::get::get, v1::webhooks::update::update, v1::webhooks::delete::delete)) // GET, PATCH, DELETE /v1/webhooks/{id}
        .routes(routes!(v1::webhooks::deliveries::list::list)) // GET /v1/webhooks/{id}/deliveries
        .routes(routes!(v1::webhooks::redeliver::redeliver)) // POST /v1/webhooks/{id}/redeliver
        .routes(routes!(v1::webhooks::test::test)) // POST /v1/webhooks/{id}/test
        .routes(routes!(v1::webhooks::rotate_secret::rotate_secret)) // POST /v1/webhooks/{id}/rotate-secret
        .routes(routes!(v1::events::list::list)) // GET /v1/events
        .routes(routes!(v1::payout_webhook::get::get, v1::payout_webhook::put::put)) // GET, PUT /v1/payout-webhook
        .routes(routes!(v1::batches::pause::pause)) // POST /v1/batches/{id}/pause
        .routes(routes!(v1::batches::resume::resume)) // POST /v1/batches/{id}/resume
        .routes(routes!(v1::batches::cancel::cancel)) // POST /v1/batches/{id}/cancel
        .routes(routes!(v1::batches::retry::retry)) // POST /v1/batches/{id}/retry
        .routes(routes!(v1::batches::throttle::set::set, v1::batches::throttle::clear::clear)) // PUT, DELETE /v1/batches/{id}/throttle
        .routes(routes!(v1::withdrawals::list::list)) // GET /v1/withdrawals
        .routes(routes!(v1::withdrawals::get::get)) // GET /v1/withdrawals/{id}
        .routes(routes!(v1::withdrawals::approve::approve)) // POST /v1/withdrawals/{id}/approve
        .routes(routes!(v1::withdrawals::reject::reject)) // POST /v1/withdrawals/{id}/reject
        // The callbacks of providers.
        .routes(routes!(providers::callback::callback)) // POST /providers/{name}/callback
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
        // Routes with limits of their own.
        .routes(routes!(v1::batches::create::create, v1::batches::list::list)) // POST, GET /v1/batches
        .routes(routes!(v1::batches::get::get)) // GET /v1/batches/{id}
        .routes(routes!(v1::batches::items::list::list)) // GET /v1/batches/{id}/items
        .routes(routes!(v1::batches::results::get::get)) // GET /v1/batches/{id}/results.csv
        // The description.
        .routes(routes!(openapi::get::get)) // GET /openapi.json
        .routes(routes!(postman::get::get)) // GET /postman.json
}

/// Returns the routes that a payout hash opens.
pub fn hash_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(payout::balance::get::get)) // GET /payout/balance
        .routes(routes!(payout::operations::get::get)) // GET /payout/operations
        .routes(routes!(payout::operations::post::post)) // POST /payout/operations
        .routes(routes!(payout::methods::list::list)) // GET /payout/methods
        .routes(routes!(payout::withdraw::withdraw)) // POST /payout/withdraw
        .routes(routes!(payout::withdrawals::get::get)) // GET /payout/withdrawals/{id}
        .routes(routes!(payout::withdrawals::cancel::cancel)) // POST /payout/withdrawals/{id}/cancel
        .layer(from_fn(payout::keep_private))
}

/// Returns the pages on the public listener. They are for people, so the API description leaves them out.
pub fn pages() -> Router<App> {
    Router::new()
        .route("/pay", routing::get(pay::show::show).post(pay::open::open))
        .route("/pay/check", routing::post(pay::check::check))
        .route("/pay/withdraw", routing::post(pay::withdraw::withdraw))
        .route("/pay/cancel", routing::post(pay::cancel::cancel))
        .route("/pay/brand/{name}", routing::get(pay::brand::get))
        .route("/docs", routing::get(docs::index::index))
        .route("/docs/reference", routing::get(docs::reference::reference))
        .route("/docs/{guide}", routing::get(docs::guide::guide))
        .route("/assets/{name}", routing::get(assets::get))
        .layer(from_fn(guard))
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
}

/// Returns the merchants' pages. Without a session, only the pages to sign in and to join are open.
pub fn dashboard(app: App) -> Router<App> {
    use self::dashboard::addresses as at;

    Router::new()
        .route(at::HOME, routing::get(dashboard::home::home))
        .route(at::USAGE, routing::get(dashboard::usage::usage))
        .route(at::MEMBERS, routing::get(dashboard::members::list))
        .route(at::INVITE, routing::post(dashboard::members::invite::invite))
        .route(at::INVITATION_LINK, routing::post(dashboard::members::link::link))
        .route(at::WITHDRAW_INVITATION, routing::post(dashboard::members::withdraw::withdraw))
        .route(at::CHANGE_ROLE, routing::post(dashboard::members::role::change))
        .route(
            at::REMOVE_MEMBER,
            routing::get(dashboard::members::remove::show).post(dashboard::members::remove::remove),
        )
        .merge(dashboard_account())
        .route(at::BRAND, routing::get(dashboard::brand::show).post(dashboard::brand::change::change))
        .route(at::BRAND_LOGO, routing::post(dashboard::brand::logo::store))
        .route(at::REMOVE_BRAND_LOGO, routing::post(dashboard::brand::remove::remove))
        .route(at::SIGN_OUT, routing::post(dashboard::sign_out::sign_out))
        .merge(dashboard_integration())
        .merge(dashboard_settings())
        .route(at::PAYMENTS, routing::get(dashboard::payments::list))
        .route(at::PAY, routing::get(dashboard::payments::pay::show).post(dashboard::payments::pay::pay))
        .route(at::PAYMENT, routing::get(dashboard::payments::one::one))
        .route(at::PAYOUT_USERS, routing::get(dashboard::payout_users::list))
        .route(at::PAYOUT_USER, routing::get(dashboard::payout_users::one::one))
        .route(at::ACTIVATE_USER, routing::post(dashboard::payout_users::activate::activate))
        .route(at::DEACTIVATE_USER, routing::post(dashboard::payout_users::deactivate::deactivate))
        .route(at::USER_EXPIRY, routing::post(dashboard::payout_users::expiry::expiry))
        .route(
            at::ROTATE_HASH,
            routing::get(dashboard::payout_users::rotate_hash::show)
                .post(dashboard::payout_users::rotate_hash::rotate_hash),
        )
        .route(at::WITHDRAWALS, routing::get(dashboard::withdrawals::list))
        .route(at::WITHDRAWAL, routing::get(dashboard::withdrawals::one::one))
        .route(at::APPROVE, routing::post(dashboard::withdrawals::approve::approve))
        .route(at::REJECT, routing::post(dashboard::withdrawals::reject::reject))
        .route(at::TRANSACTIONS, routing::get(dashboard::transactions::list))
        .route(at::TRANSACTIONS_CSV, routing::get(dashboard::transactions::csv::csv))
        .merge(dashboard_batches())
        .layer(from_fn_with_state(app, member::signed_in))
        .route(at::JOIN, routing::get(dashboard::join::show).post(dashboard::join::join))
        .route(member::SIGN_IN, routing::get(dashboard::sign_in::show).post(dashboard::sign_in::sign_in))
        .route(at::PROVIDER, routing::get(dashboard::sign_in::provider::begin))
        .route(at::PROVIDER_CALLBACK, routing::get(dashboard::sign_in::callback::callback))
        .route(
            at::PROVIDER_CODE,
            routing::get(dashboard::sign_in::code::show).post(dashboard::sign_in::code::prove),
        )
        .layer(from_fn(guard))
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
}

/// The routes of a member's own account.
fn dashboard_account() -> Router<App> {
    use self::dashboard::addresses as at;

    Router::new()
        .route(at::ACCOUNT, routing::get(dashboard::account::show))
        .route(at::SWITCH_BUSINESS, routing::post(dashboard::account::business::switch))
        .route(at::CHANGE_PASSWORD, routing::post(dashboard::account::password::change))
        .route(
            at::SECOND_FACTOR,
            routing::get(dashboard::account::second_factor::ask)
                .post(dashboard::account::second_factor::begin),
        )
        .route(at::SECOND_FACTOR_SECRET, routing::post(dashboard::account::second_factor::show))
        .route(at::END_SECOND_FACTOR, routing::post(dashboard::account::second_factor::end))
        .route(at::END_SESSIONS, routing::post(dashboard::account::sessions::end))
}

/// The routes of batches.
fn dashboard_batches() -> Router<App> {
    use self::dashboard::addresses as at;

    Router::new()
        .route(at::BATCHES, routing::get(dashboard::batches::list))
        .route(at::NEW_BATCH, routing::get(dashboard::batches::new::new))
        .route(
            at::CHECK_BATCH,
            routing::get(dashboard::batches::new::new).post(dashboard::batches::check::check),
        )
        .route(at::PAY_BATCH, routing::get(dashboard::batches::new::new).post(dashboard::batches::pay::pay))
        .route(at::BATCH, routing::get(dashboard::batches::one::one))
        .route(at::BATCH_PROGRESS, routing::get(dashboard::batches::progress::progress))
        .route(at::BATCH_RESULTS, routing::get(dashboard::batches::results::results))
        .route(
            at::PAUSE_BATCH,
            routing::get(dashboard::batches::pause::show).post(dashboard::batches::pause::pause),
        )
        .route(
            at::RESUME_BATCH,
            routing::get(dashboard::batches::resume::show).post(dashboard::batches::resume::resume),
        )
        .route(
            at::CANCEL_BATCH,
            routing::get(dashboard::batches::cancel::show).post(dashboard::batches::cancel::cancel),
        )
        .route(
            at::RETRY_BATCH,
            routing::get(dashboard::batches::retry::show).post(dashboard::batches::retry::retry),
        )
        .route(
            at::THROTTLE_BATCH,
            routing::get(dashboard::batches::throttle::set::show)
                .post(dashboard::batches::throttle::set::set),
        )
        .route(
            at::UNTHROTTLE_BATCH,
            routing::get(dashboard::batches::throttle::clear::show)
                .post(dashboard::batches::throttle::clear::clear),
        )
}

/// Returns the merchants' pages about API keys and webhooks.
fn dashboard_integration() -> Router<App> {
    use self::dashboard::addresses as at;
    use self::dashboard::{api_keys, playground, webhooks};

    Router::new()
        .route(at::API_KEYS, routing::get(api_keys::list))
        .route(at::CREATE_API_KEY, routing::post(api_keys::create::create))
        .route(at::ROLL_API_KEY, routing::get(api_keys::roll::show).post(api_keys::roll::roll))
        .route(at::REVOKE_API_KEY, routing::get(api_keys::revoke::show).post(api_keys::revoke::revoke))
        .route(at::PLAYGROUND, routing::get(playground::show).post(playground::fill_in))
        .route(at::WEBHOOKS, routing::get(webhooks::list))
        .route(at::CREATE_WEBHOOK, routing::post(webhooks::create::create))
        .route(at::PAYOUT_WEBHOOK, routing::get(webhooks::payout::show).post(webhooks::payout::set))
        .route(at::EVENTS, routing::get(webhooks::events::list))
        .route(at::WEBHOOK, routing::get(webhooks::one::one))
        .route(at::CHANGE_WEBHOOK, routing::post(webhooks::change::change))
        .route(at::DELETE_WEBHOOK, routing::get(webhooks::delete::show).post(webhooks::delete::delete))
        .route(
            at::ROTATE_SECRET,
            routing::get(webhooks::rotate_secret::show).post(webhooks::rotate_secret::rotate_secret),
        )
        .route(at::TEST_WEBHOOK, routing::post(webhooks::test::test))
        .route(at::REDELIVER_SINCE, routing::post(webhooks::redeliver::since))
        .route(at::REDELIVER_EVENT, routing::post(webhooks::redeliver::event))
}

/// Returns the merchants' pages about settings and the audit log.
fn dashboard_settings() -> Router<App> {
    use self::dashboard::addresses as at;
    use self::dashboard::{audit, settings};

    Router::new()
        .route(at::SETTINGS, routing::get(settings::show))
        .route(
            at::SWITCH_PAYOUTS,
            routing::get(settings::switch_payouts::show).post(settings::switch_payouts::switch),
        )
        .route(at::RENAME, routing::post(settings::rename::rename))
        .route(at::SET_ALERT, routing::post(settings::set_alert::set_alert))
        .route(at::SET_ORIGINS, routing::post(settings::set_origins::set_origins))
        .route(at::TOP_UP, routing::get(settings::top_up::show).post(settings::top_up::top_up))
        .route(at::AUDIT, routing::get(audit::list))
}

/// Returns the operators' pages. Without a session, only the pages to sign in are open.
pub fn console(app: App) -> Router<App> {
    use self::console::addresses as at;

    Router::new()
        .route(at::OVERVIEW, routing::get(console::overview::overview))
        .route(at::PAUSES, routing::get(console::pauses::list))
        .route(at::PAUSE, routing::get(console::pauses::pause::show).post(console::pauses::pause::pause))
        .route(at::RESUME, routing::get(console::pauses::resume::show).post(console::pauses::resume::resume))
        .route(at::THROTTLES, routing::get(console::throttles::list))
        .route(
            at::SET_THROTTLE,
            routing::get(console::throttles::set::show).post(console::throttles::set::set),
        )
        .route(
            at::CLEAR_THROTTLE,
            routing::get(console::throttles::clear::show).post(console::throttles::clear::clear),
        )
        .route(at::BUSINESSES, routing::get(console::businesses::list))
        .route(at::BUSINESS, routing::get(console::businesses::one::one))
        .route(
            at::SWITCH,
            routing::get(console::businesses::switch::show).post(console::businesses::switch::switch),
        )
        .route(at::PARKED, routing::get(console::parked::list))
        .route(at::RETRY, routing::post(console::parked::retry::retry))
        .route(at::WITHDRAWALS, routing::get(console::withdrawals::list))
        .route(at::WITHDRAWAL, routing::get(console::withdrawals::one::one))
        .route(at::APPROVE, routing::post(console::withdrawals::approve::approve))
        .route(at::REJECT, routing::post(console::withdrawals::reject::reject))
        .route(at::BOOKS, routing::get(console::books::books))
        .route(at::SYSTEM, routing::get(console::system::system))
        .route(at::AUDIT, routing::get(console::audit::list))
        .route(at::CELLS, routing::get(console::cells::show).post(console::cells::choose))
        .layer(from_fn_with_state(app.clone(), console::own_cell::reject_other_cells_forms))
        .layer(from_fn_with_state(app, operator::signed_in))
        .route(operator::SIGN_IN, routing::get(console::sign_in::show).post(console::sign_in::sign_in))
        .route(at::PROVIDER, routing::get(console::sign_in::provider::begin))
        .route(at::PROVIDER_CALLBACK, routing::get(console::sign_in::callback::callback))
        .route(at::SIGN_OUT, routing::post(console::sign_out::sign_out))
        .route("/assets/{name}", routing::get(assets::get))
        .layer(from_fn(guard))
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
}

/// Returns the operators' routes, which need the operator token.
pub fn admin_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(admin::businesses::create::create, admin::businesses::list::list)) // POST, GET /admin/businesses
        .routes(routes!(admin::businesses::get::get, admin::businesses::update::update)) // GET, PATCH /admin/businesses/{id}
        .routes(routes!(admin::businesses::fund::fund)) // POST /admin/businesses/{id}/fund
        .routes(routes!(admin::queue::get::get)) // GET /admin/queue
        .routes(routes!(admin::dead::list::list)) // GET /admin/dead
        .routes(routes!(admin::dead::retry::retry)) // POST /admin/dead/{id}/retry
        .routes(routes!(admin::withdrawals::list::list)) // GET /admin/withdrawals
        .routes(routes!(admin::withdrawals::approve::approve)) // POST /admin/withdrawals/{id}/approve
        .routes(routes!(admin::withdrawals::reject::reject)) // POST /admin/withdrawals/{id}/reject
        .routes(routes!(admin::pause::pause)) // POST /admin/pause
        .routes(routes!(admin::resume::resume)) // POST /admin/resume
        .routes(routes!(admin::pauses::list::list)) // GET /admin/pauses
        .routes(routes!(
            admin::throttles::list::list,
            admin::throttles::set::set,
            admin::throttles::clear::clear
        )) // GET, PUT, DELETE /admin/throttles
        .routes(routes!(admin::audit::list::list)) // GET /admin/audit
        .layer(DefaultBodyLimit::max(MAX_SMALL_BODY_BYTES))
}

/// Returns the routes of the process itself, for operators and Prometheus. They need no token.
pub fn process_routes() -> Router<App> {
    Router::new()
        .route("/metrics", routing::get(ops::metrics))
        .route("/healthz", routing::get(ops::healthz))
        .route("/readyz", routing::get(ops::readyz))
}
