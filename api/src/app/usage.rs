//! How businesses use the API: each authenticated request with an API key is counted by business, day, route and
//! outcome, with its duration.
//!
//! Counting is an addition in memory, next to the response ([`Usage`]). Once a minute, and at shutdown, a process adds
//! its counts to the table with one statement ([`fold()`]). If a process is killed, it loses the counts since then,
//! which is acceptable for usage. A request that is refused before its key is checked counts for no business and
//! appears only in the metrics.

mod counts;
mod fold;
mod routes;

pub use counts::Usage;
pub use fold::{fold, write};
pub use routes::RouteId;

use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use axum::middleware::Next;
use domain::ids::BusinessId;
use domain::usage::{Latencies, Outcome};
use metrics::{counter, describe_counter};

use self::counts::UNCOUNTED;
use crate::app::App;
use crate::http::request_id::route;

/// A request extension: the business of the request, once authentication has found it.
#[derive(Debug, Clone, Default)]
pub struct RequestOwner(Arc<OnceLock<BusinessId>>);

impl RequestOwner {
    /// Records the business whose key the request carries.
    pub fn is_of(&self, business: BusinessId) {
        // A second call is always for the same business, so its result is ignored.
        let _said_before = self.0.set(business);
    }
}

/// Describes the metric, and sets it to 0.
pub fn start() {
    describe_counter!(
        UNCOUNTED,
        "Requests missing from the usage of their business, because too many kinds were counted."
    );
    counter!(UNCOUNTED).absolute(0);
}

/// Middleware: counts the request for the business in [`RequestOwner`].
pub async fn count(State(app): State<App>, mut request: Request, next: Next) -> Response<Body> {
    let Some(route) = app.usage.route(request.method(), route(&request)) else {
        return next.run(request).await;
    };
    let whose = RequestOwner::default();
    request.extensions_mut().insert(whose.clone());
    let mut counted = InProgress { app, whose, route, begun: Instant::now(), outcome: Outcome::Aborted };
    let response = next.run(request).await;
    counted.outcome = Outcome::of_status(response.status().as_u16());
    response
}

/// A request in progress. It is counted when this is dropped, which also happens if the request's future is dropped.
struct InProgress {
    app: App,
    whose: RequestOwner,
    route: RouteId,
    begun: Instant,
    outcome: Outcome,
}

impl Drop for InProgress {
    fn drop(&mut self) {
        let Some(business) = self.whose.0.get() else { return };
        // The response to a panicking handler is 500, made outside this middleware.
        let outcome = if thread::panicking() { Outcome::Failed } else { self.outcome };
        let (day, took) = (self.app.clock.now().date_naive(), Latencies::of(self.begun.elapsed()));
        self.app.usage.add(*business, day, self.route, outcome, &took);
    }
}
