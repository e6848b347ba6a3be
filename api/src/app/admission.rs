//! How many requests of a kind may be inside at once. The next is refused before anything is read for it, its
//! credential included.
//!
//! A service that takes in more than it can do does less than it can: a request that waits for a connection or its
//! payment until its deadline was worked on in vain. With so few inside, each is done within a fraction of its
//! deadline. A request that is refused has recorded nothing.
//!
//! [`Admitted`] stands before the router, because a refusal by a layer of the router costs so much that, under a heavy
//! overload, far fewer payments are made (docs/benchmarks.md).
//!
//! A request is inside from its head to the head of its answer, but not while its client is waited for: a body at a
//! drip takes no place. Requests that come back inside after such a wait may be a few more than there are places. When
//! it is known which business asks, its own share is checked, so that none has all places. Batches have places of their
//! own ([`crate::app::upload_slots`]).

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
use crate::app::door::{Door, Place, Room};
use crate::http::extract::Prefer;
use crate::http::family::{no_sooner_than_known, shaped_for};
use crate::http::metrics::{duration, requests};
use crate::http::refusal::Refusal;
use crate::http::request_id::{NewId, RequestId};

/// Requests that wait for their payment. On two cores some thousand are paid a second, so each is done in a fraction of
/// a second. More places would cost more, as each is asked for at every hint; with fewer the groups are smaller, and
/// far fewer payments are made (docs/benchmarks.md).
const WAITING: Room = Room { all: 512, of_one: 384 };

/// Single requests that are answered when they are recorded: as many as two of the largest groups.
const RECORDING: Room = Room { all: 512, of_one: 384 };

/// All others: four for each connection to the database, so even what takes 50 ms gets its connection in a fraction of
/// the time that it is waited for.
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
        let waits = match request.uri().path() {
            "/v1/batches" | "/dashboard/batches/check" | "/dashboard/batches/pay" if post => return None,
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

/// The public service: the doors, and behind them the router.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// How many are inside.
    pub admission: Admission,
    /// Whether the database is known to be away, and for how long.
    pub database: Database,
    /// Which pages of other hosts may read that they are refused.
    pub origins: AllowedOrigins,
    /// Where the ids of the refused come from; those of the admitted are the router's.
    pub new_id: NewId,
    /// What answers the admitted.
    pub router: Router,
}

impl Admitted {
    /// The answer to a request that is refused before the router sees it.
    pub fn refused(
        &self,
        refusal: &Refusal,
        (method, path, headers): (&Method, &str, &HeaderMap),
    ) -> Response<Body> {
        let mut response = shaped_for(method, path, refusal);
        no_sooner_than_known(&self.database, &mut response);
        response = self.origins.told((method, path, headers), response, Instant::now());
        RequestId((self.new_id)()).write_on(&mut response);
        requests::turned_away(method, path);
        duration::turned_away(response.status());
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
