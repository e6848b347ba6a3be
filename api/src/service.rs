//! The two services of a process: the tables of routes, and all that surrounds them.

use axum::Router;
use axum::extract::Extension;
use axum::middleware::from_fn;
use domain::clock::Clock;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::app::App;
use crate::app::admission::Admitted;
use crate::http::edge;
use crate::http::metrics::requests;
use crate::http::request_id::NewId;
use crate::routes;

/// The public service, complete.
pub fn public_service(app: App) -> Admitted {
    let (routes, _document) = routes::public_routes().split_for_parts();
    let (admission, database) = (app.admission.clone(), app.transactions.database.clone());
    let description = app.description;
    let new_id: NewId = || Clock::System.id();
    let routes = routes.merge(routes::pages()).layer(from_fn(requests::count)).with_state(app);
    Admitted {
        admission,
        router: edge::edge(routes, new_id, database.clone(), description),
        database,
        new_id,
    }
}

/// The operators' service, complete. Never to be public.
pub fn ops_router(app: App, metrics: PrometheusHandle) -> Router {
    let (admin, _document) = routes::admin_routes().split_for_parts();
    let console = routes::console(app.clone());
    let routes = routes::process_routes().merge(admin).merge(console).layer(Extension(metrics));
    let (database, description) = (app.transactions.database.clone(), app.description);
    edge::edge(routes.with_state(app), || Clock::System.id(), database, description)
}
