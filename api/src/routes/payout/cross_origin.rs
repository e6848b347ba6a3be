//! Which pages of other hosts a browser lets call the payout user's routes (CORS): those of the origins that the user's business
//! allows (`PUT /v1/allowed-origins`).
//!
//! A browser asks before it sends a request (a preflight), and then nobody knows whom it is about: what any business allows is answered
//! yes. The request itself shows its hash in the header, and only the business of that hash decides. A hash that opens nothing
//! is told so to every page that any business allows. Nothing is done for an origin that is not allowed that would not be done
//! without it: the list decides what a page may read, and a hash opens what it opens.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, ORIGIN, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response};
use axum::middleware::Next;
use domain::{business, payout_user};
use futures::FutureExt;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;
use crate::http::extract::{IDEMPOTENCY_KEY, ShownHash, X_PAYOUT_HASH};
use crate::http::refusal::Refusal;
use crate::http::request_id::REQUEST_ID;

/// For how long a browser may remember the answer to its question: a list that becomes shorter is followed within it.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Which routes are for pages of other hosts, and which pages those are.
#[derive(Debug, Clone)]
pub struct CrossOrigin {
    /// As the table of routes has them.
    routes: Arc<BTreeSet<String>>,
    layer: CorsLayer,
}

impl CrossOrigin {
    /// For these routes.
    pub fn new(app: App, routes: BTreeSet<String>) -> Self {
        let allowed = AllowOrigin::async_predicate(move |origin: HeaderValue, parts: &Parts| {
            let hash =
                (parts.method != Method::OPTIONS).then(|| ShownHash::of_head(&parts.headers, &parts.uri));
            async move {
                let Ok(origin) = origin.to_str() else { return false };
                is_allowed(&app, origin.to_owned(), hash).await.unwrap_or(false)
            }
        });
        let layer = CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([X_PAYOUT_HASH, IDEMPOTENCY_KEY, CONTENT_TYPE])
            .expose_headers([RETRY_AFTER, REQUEST_ID])
            .max_age(REMEMBERED)
            // Nothing keeps these answers, so nothing has to know that they depend on the origin.
            .vary([]);
        Self { routes: Arc::new(routes), layer }
    }
}

/// Middleware: says to a browser whether a page of another host may read the answer, and answers its question before it asks.
pub async fn answer_browsers(
    State(allowed): State<CrossOrigin>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let is_for_pages = route.is_some_and(|route| allowed.routes.contains(route.as_str()));
    if !is_for_pages || !request.headers().contains_key(ORIGIN) {
        return next.run(request).await;
    }
    let inner = service_fn(move |request: Request| {
        let next = next.clone();
        async move { Ok::<_, Infallible>(next.run(request).await) }
    });
    let Ok(response) = allowed.layer.layer(inner).oneshot(request).await;
    response
}

/// Whether a page of `origin` may read the answer; without a hash, whether it may ask.
async fn is_allowed(app: &App, origin: String, hash: Option<ShownHash>) -> Result<bool, Refusal> {
    let now = app.clock.now();
    let allowed = app.read(move |conn| {
        async move {
            let of = match hash {
                Some(hash) => payout_user::authenticate(conn, &hash.into_secret(), now).await?,
                None => None,
            };
            match of {
                Some(holder) => business::is_allowed_by(conn, holder.business_id, &origin).await,
                None => business::is_allowed_by_any(conn, &origin).await,
            }
        }
        .boxed()
    });
    Ok(allowed.await?)
}
