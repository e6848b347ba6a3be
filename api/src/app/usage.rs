//! How businesses use the API: each request that an API key has opened is counted by business, day, route and outcome, with how
//! long it took.
//!
//! Counting is an addition in memory, beside the answer ([`Usage`]). Once a minute, and when it is told to stop, a process adds
//! what it has counted to the table by one statement ([`fold()`]). What it has not yet added when it is killed is lost: this
//! is usage, not money. Who was refused before its key was looked at is nobody's usage; those are in the metrics.

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

/// In a request's extensions: whose request it is, for whoever finds that out.
#[derive(Debug, Clone, Default)]
pub struct Whose(Arc<OnceLock<BusinessId>>);

impl Whose {
    /// Says which business's key the request has shown.
    pub fn is_of(&self, business: BusinessId) {
        // It is said once; if it is said again, of the same business.
        let _said_before = self.0.set(business);
    }
}

/// Describes the metric, and sets it to 0.
pub fn start() {
    describe_counter!(
        UNCOUNTED,
        "Requests that are missing in the usage of their business: too many kinds were counted."
    );
    counter!(UNCOUNTED).absolute(0);
}

/// Middleware: counts the request for the business that [`Whose`] is told.
pub async fn count(State(app): State<App>, mut request: Request, next: Next) -> Response<Body> {
    let Some(route) = app.usage.route(request.method(), route(&request)) else {
        return next.run(request).await;
    };
    let whose = Whose::default();
    request.extensions_mut().insert(whose.clone());
    let mut counted = InProgress { app, whose, route, begun: Instant::now(), outcome: Outcome::Aborted };
    let response = next.run(request).await;
    counted.outcome = Outcome::of_status(response.status().as_u16());
    response
}

/// A request that is being answered. It is counted when this is dropped, and so also when the request's future is.
struct InProgress {
    app: App,
    whose: Whose,
    route: RouteId,
    begun: Instant,
    outcome: Outcome,
}

impl Drop for InProgress {
    fn drop(&mut self) {
        let Some(business) = self.whose.0.get() else { return };
        // A handler that panics is answered with 500, outside of this.
        let outcome = if thread::panicking() { Outcome::Failed } else { self.outcome };
        let (day, took) = (self.app.clock.now().date_naive(), Latencies::of(self.begun.elapsed()));
        self.app.usage.add(*business, day, self.route, outcome, &took);
    }
}
