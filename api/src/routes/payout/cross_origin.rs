//! Which pages of other hosts a browser lets call the payout user's routes (CORS): pages of the origins that the user's
//! business allows (`PUT /v1/allowed-origins`).
//!
//! Before a browser sends a request it asks for permission (a preflight). That question does not say which payout user
//! the request is about, so it is answered yes if any business allows the origin. The request itself shows its hash in
//! the header, and then only the business of that hash decides. A refusal of a hash that opens nothing can be read by a
//! page of any origin that some business allows.
//!
//! The list only decides which pages may read an answer. A request from an origin that is not allowed is carried out
//! like any other: what it may do depends on its hash.

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

/// How long a browser may remember the answer to a preflight. Pages of an origin that was taken off the
/// list may go on sending requests for that much longer, without reading the answers.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The routes that pages of other hosts may call, and the layer that decides which pages may.
#[derive(Debug, Clone)]
pub struct CrossOrigin {
    /// The routes, written as in the router's table.
    routes: Arc<BTreeSet<String>>,
    layer: CorsLayer,
}

impl CrossOrigin {
    /// Lets pages of other hosts call `routes`.
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
            // No cache keeps these answers, so none needs to know that they depend on the origin.
            .vary([]);
        Self { routes: Arc::new(routes), layer }
    }
}

/// Middleware that tells a browser whether a page of another host may read the answer, and that answers preflights.
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

/// Whether a page of `origin` may read the answer to a request with `hash`. Without a hash, which is so in a preflight:
/// whether any business allows the origin.
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
