//! Limits how many requests of a kind are in progress at once. Further requests are refused before anything is read for
//! them, including the credential.
//!
//! A service that admits more than it can do does less than it could: work on a request that misses its deadline is
//! wasted. With these limits, each admitted request is done within a fraction of its deadline. A refused request has
//! recorded nothing.
//!
//! [`Admitted`] comes before the router, because a refusal by a layer of the router is so expensive that under a heavy
//! overload far fewer payments are made (docs/benchmarks.md).
//!
//! A request holds a place from its head to the head of its response, but not while the server waits for its client: a
//! slowly sent body takes no place. Requests that resume after such a wait may exceed the number of places by a few.
//! Once the business is known, its own share is checked, so that no business has all places. Batches have their own
//! places ([`crate::app::upload_slots`]).

use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Response};
use domain::ids::BusinessId;
use domain::watch::Database;
use futures::future::{BoxFuture, FutureExt};
use hyper::body::{Body as _, Frame, SizeHint};
use tower::Service;

use crate::app::allowed_origins::AllowedOrigins;
use crate::app::door::{Door, DoorLimits, Place};
use crate::http::extract::Prefer;
use crate::http::family::{raise_retry_after, shaped_for};
use crate::http::metrics::{duration, requests};
use crate::http::refusal::Refusal;
use crate::http::request_id::{NewId, RequestId};

/// Requests that wait for their payment. About a thousand are paid a second on two cores, so each is done in a fraction
/// of a second. More places would cost more, because every hint asks about all of them. With fewer places groups are
/// smaller, and far fewer payments are made (docs/benchmarks.md).
const WAITING: DoorLimits = DoorLimits { all: 512, of_one: 384 };

/// Single requests that are answered once recorded: as many as two of the largest groups.
const RECORDING: DoorLimits = DoorLimits { all: 512, of_one: 384 };

/// All others: four for each database connection, so that even requests of 50 ms get a connection in a fraction of the
/// time that they may wait for one.
const OTHERS: DoorLimits = DoorLimits { all: 128, of_one: 96 };

/// How many requests of each kind may be in progress at once. `Default` holds the values for production. Tests shorten
/// them.
#[derive(Debug, Clone, Copy)]
pub struct AdmissionLimits {
    /// Single requests that wait for their payment.
    pub waiting: DoorLimits,
    /// Single requests that are answered once recorded.
    pub recording: DoorLimits,
    /// Everything else except uploads of batches.
    pub others: DoorLimits,
}

impl Default for AdmissionLimits {
    fn default() -> Self {
        Self { waiting: WAITING, recording: RECORDING, others: OTHERS }
    }
}

/// The doors of all kinds. Clones share them.
#[derive(Debug, Clone)]
pub struct Admission {
    waiting: Door,
    recording: Door,
    others: Door,
}

impl Admission {
    /// Creates the doors with all places free.
    pub fn new(limits: AdmissionLimits) -> Self {
        let AdmissionLimits { waiting, recording, others } = limits;
        Self { waiting: Door::new(waiting), recording: Door::new(recording), others: Door::new(others) }
    }

    fn door(&self, request: &Request) -> Option<&Door> {
        let post = request.method() == Method::POST;
        let prefer = || Prefer::from_headers(request.headers());
        let waits = match request.uri().path() {
            "/v1/batches" | "/dashboard/batches/check" | "/dashboard/batches/pay" if post => return None,
            "/payout/create" if post => !prefer().respond_async || prefer().wait_s.is_some(),
            "/v1/allocations" if post => prefer().wait_s.is_some(),
            _ => return Some(&self.others),
        };
        Some(if waits { &self.waiting } else { &self.recording })
    }
}

/// A request extension: the place of the request, for the code that finds out its business.
#[derive(Debug, Clone)]
pub struct Inside(Weak<Place>);

impl Inside {
    /// Assigns the request's place to a business.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] if the business has as many requests in progress as one may have.
    pub fn belongs_to(&self, business: BusinessId) -> Result<(), Refusal> {
        Ok(self.0.upgrade().map_or(Ok(()), |place| place.belongs_to(business))?)
    }
}

/// The public service: admission control, then the router.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The places of admitted requests.
    pub admission: Admission,
    /// Whether the database is known to be away, and for how long.
    pub database: Database,
    /// Which pages of other hosts may read a refusal.
    pub origins: AllowedOrigins,
    /// Makes the ids of refused requests. The router makes those of admitted ones.
    pub new_id: NewId,
    /// Serves the admitted requests.
    pub router: Router,
}

impl Admitted {
    /// Returns the response to a request that is refused before the router sees it.
    pub fn refused(
        &self,
        refusal: &Refusal,
        (method, path, headers): (&Method, &str, &HeaderMap),
    ) -> Response<Body> {
        let mut response = shaped_for(method, path, refusal);
        raise_retry_after(&self.database, &mut response);
        response = self.origins.readable_refusal((method, path, headers), response, Instant::now());
        RequestId((self.new_id)()).write_on(&mut response);
        requests::count_unrouted(method, path);
        duration::record_unrouted(response.status());
        response
    }
}

impl Service<Request> for Admitted {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.router, cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(door) = self.admission.door(&request) else { return self.router.call(request).boxed() };
        let place = match door.enter() {
            Ok(place) => Arc::new(place),
            Err(full) => {
                let asked = (request.method(), request.uri().path(), request.headers());
                return ready(Ok(self.refused(&Refusal::from(full), asked))).boxed();
            }
        };
        request.extensions_mut().insert(Inside(Arc::downgrade(&place)));
        let request = request.map(|body| {
            if body.is_end_stream() {
                return body;
            }
            Body::new(Awaited { body, place: Arc::downgrade(&place), outside: false })
        });
        let answered = self.router.call(request);
        async move {
            let response = answered.await;
            drop(place);
            response
        }
        .boxed()
    }
}

/// A request body that frees the request's place while its reader waits for more bytes.
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
            if self.outside { place.release() } else { place.reacquire() }
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
