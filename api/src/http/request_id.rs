//! Gives every request an id: in its `Request-Id` header, in every log line about it, and on the allocation that it
//! created.
//!
//! Spans carry the route's pattern, never the URL: the query may contain a payout hash, which is a secret. This also
//! holds for the first span of the request's trace, whose id is the request's ([`domain::traces`]).

use std::convert::Infallible;
use std::fmt;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Response};
use axum::middleware::Next;
use chrono::{DateTime, Utc};
use domain::traces::{self, Caller, Trace};
use tracing::Instrument;
use uuid::Uuid;

/// The response header with the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// The header of W3C Trace Context: the client's span.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Makes new ids. It is a function, because making a UUIDv7 reads the wall clock.
pub type NewId = fn() -> Uuid;

/// The id of a request. Outside [`attach`] the extractor returns the nil id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// Sets the `Request-Id` header of the response.
    pub fn write_on(self, response: &mut Response<Body>) {
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        if let Ok(value) = HeaderValue::from_str(self.0.hyphenated().encode_lower(&mut text)) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(Uuid::nil())))
    }
}

/// Middleware: gives the request an id (extension, tracing span), and sets the response's `Request-Id`.
pub async fn attach(State(new_id): State<NewId>, mut request: Request, next: Next) -> Response<Body> {
    let id = RequestId(new_id());
    request.extensions_mut().insert(id);
    let span = tracing::info_span!(
        "request",
        %id,
        method = known_method(request.method()),
        route = route(&request),
    );
    let traced = traces::of(id.0).map(|trace| Traced::begin(trace, &request));
    let mut response = next.run(request).instrument(span).await;
    if let Some(mut traced) = traced {
        traced.status = Some(response.status().as_u16());
    }
    id.write_on(&mut response);
    response
}

/// A request in its trace. Its span is sent when this is dropped, which also happens if the request's future is
/// dropped.
struct Traced {
    trace: Trace,
    method: &'static str,
    route: String,
    status: Option<u16>,
    begun: DateTime<Utc>,
    caller: Option<Caller>,
}

impl Traced {
    fn begin(trace: Trace, request: &Request) -> Self {
        let (method, route) = (known_method(request.method()), route(request).to_owned());
        let caller =
            request.headers().get(TRACEPARENT).and_then(|header| Caller::read(header.to_str().ok()?));
        Self { trace, method, route, status: None, begun: trace.now(), caller }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        self.trace.request(self.method, &self.route, self.status, self.begun, self.caller.as_ref());
    }
}

/// Returns the pattern of the request's route, or `unmatched`.
pub fn route(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str)
}

/// Returns the method if it is known. A client may invent methods, and a log line does not repeat those.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
