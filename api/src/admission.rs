//! How many requests of a kind may be inside at once: past that, the next is refused before anything is read for it, its
//! credential included.
//!
//! A service that takes in more than it can do does less than it can: what waits for a connection or for its payment waits
//! until its deadline, and then all that was done for it was in vain. With so few inside, each is done within a fraction of
//! its deadline. What is refused has recorded nothing.
//!
//! A request is inside from its head to the head of its answer, but not while its client is waited for: a body at a drip
//! takes no place. Those that come back in may be a few more than there are places. When it is known which business asks,
//! its own share is looked at, so none has all. Batches have places of their own ([`crate::batches`]).

use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response};
use axum::middleware::Next;
use axum::response::IntoResponse;
use domain::ids::BusinessId;
use hyper::body::{Body as _, Frame, SizeHint};

use crate::door::{Door, Place, Room};
use crate::extract::Prefer;
use crate::refusal::Refusal;
use crate::request_id::route;
use crate::state::App;

/// Requests that wait for their payment. On two cores some thousand are paid a second, so each is in a fraction of a second;
/// each is also asked for at every hint.
const WAITING: Room = Room { all: 1_024, of_one: 512 };

/// Single requests that are answered when they are recorded: four of the largest groups.
const RECORDING: Room = Room { all: 1_024, of_one: 768 };

/// All others: four for each connection to the database, so even what takes 50 ms gets its connection in a fraction of the
/// time that it is waited for.
const OTHERS: Room = Room { all: 128, of_one: 96 };

/// How many requests may be inside at once, by kind. `Default` holds the reasoned values; tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct AdmissionLimits {
    /// Single requests that wait for their payment.
    pub waiting: Room,
    /// Single requests that are answered when they are recorded.
    pub recording: Room,
    /// Everything else, but batches that are uploaded.
    pub others: Room,
}

impl Default for AdmissionLimits {
    fn default() -> Self {
        Self { waiting: WAITING, recording: RECORDING, others: OTHERS }
    }
}

/// The doors; clones share them.
#[derive(Debug, Clone)]
pub struct Admission {
    waiting: Door,
    recording: Door,
    others: Door,
}

impl Admission {
    /// Nobody is inside.
    pub fn new(limits: AdmissionLimits) -> Self {
        let AdmissionLimits { waiting, recording, others } = limits;
        Self { waiting: Door::new(waiting), recording: Door::new(recording), others: Door::new(others) }
    }

    fn door(&self, request: &Request) -> Option<&Door> {
        let post = request.method() == Method::POST;
        let prefer = || Prefer::from_headers(request.headers());
        let waits = match route(request) {
            "/v1/batches" if post => return None,
            "/payout/create" if post => !prefer().respond_async || prefer().wait_s.is_some(),
            "/v1/allocations" if post => prefer().wait_s.is_some(),
            _ => return Some(&self.others),
        };
        Some(if waits { &self.waiting } else { &self.recording })
    }
}

/// In a request's extensions: its place, for whoever finds out whose it is.
#[derive(Debug, Clone)]
pub struct Inside(Weak<Place>);

impl Inside {
    /// Says which business asks.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] when as many of its requests are inside as may be of one.
    pub fn belongs_to(&self, business: BusinessId) -> Result<(), Refusal> {
        Ok(self.0.upgrade().map_or(Ok(()), |place| place.belongs_to(business))?)
    }
}

/// Middleware: refuses what there is no place for.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response<Body> {
    let Some(door) = app.admission.door(&request) else { return next.run(request).await };
    let place = match door.enter() {
        Ok(place) => Arc::new(place),
        Err(full) => return Refusal::from(full).into_response(),
    };
    request.extensions_mut().insert(Inside(Arc::downgrade(&place)));
    let request = request.map(|body| {
        if body.is_end_stream() {
            return body;
        }
        Body::new(Awaited { body, place: Arc::downgrade(&place), outside: false })
    });
    let response = next.run(request).await;
    drop(place);
    response
}

/// A request body whose reader is outside while it waits for more.
struct Awaited {
    body: Body,
    place: Weak<Place>,
    outside: bool,
}

impl hyper::body::Body for Awaited {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if polled.is_pending() != self.outside
            && let Some(place) = self.place.upgrade()
        {
            self.outside = polled.is_pending();
            if self.outside { place.step_out() } else { place.step_in() }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
