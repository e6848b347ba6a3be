//! Builds the two services of a process from the tables of routes and the layers around them.

use axum::Router;
use axum::extract::Extension;
use axum::middleware::{from_fn, from_fn_with_state};
use domain::clock::Clock;
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;

use crate::app::App;
use crate::app::admission::Admitted;
use crate::app::allowed_origins::AllowedOrigins;
use crate::app::usage;
use crate::http::edge;
use crate::http::metrics::requests;
use crate::http::request_id::NewId;
use crate::routes;
use crate::routes::admin::named_cell;
use crate::routes::payout::cross_origin::{CrossOrigin, answer_browsers};

/// Returns the complete public service.
pub fn public_service(app: App) -> Admitted {
    let (routes, _document) = routes::public_routes().split_for_parts();
    let for_pages = routes::hash_routes().to_openapi().paths.paths.into_keys().collect();
    let origins = AllowedOrigins::new(for_pages);
    let cross_origin = CrossOrigin::new(app.clone(), origins.clone());
    let (admission, database) = (app.admission.clone(), app.transactions.database.clone());
    let description = app.description;
    let new_id: NewId = || Clock::System.id();
    let pages = routes::pages().merge(routes::dashboard(app.clone()));
    let counted = ServiceBuilder::new()
        .layer(from_fn(requests::count))
        .layer(from_fn_with_state(app.clone(), usage::count));
    let routes = routes.merge(pages).layer(counted).with_state(app);
    Admitted {
        admission,
        router: edge::with_layers(
            edge::with_fallbacks(routes, description)
                .layer(from_fn_with_state(cross_origin, answer_browsers)),
            new_id,
            database.clone(),
        ),
        database,
        origins,
        new_id,
    }
}

/// Returns the complete operators' service. It must never be reachable from the internet.
pub fn ops_router(app: App, metrics: PrometheusHandle) -> Router {
    let (admin, _document) = routes::admin_routes().split_for_parts();
    let admin = admin.route_layer(from_fn_with_state(app.clone(), named_cell::is_this_one));
    let console = routes::console(app.clone());
    let routes = routes::process_routes().merge(admin).merge(console).layer(Extension(metrics));
    let (database, description) = (app.transactions.database.clone(), app.description);
    let routes = edge::with_fallbacks(routes.with_state(app), description);
    edge::with_layers(routes, || Clock::System.id(), database)
}
