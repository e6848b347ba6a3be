//! CORS: from which other origins a browser lets pages call the payout user's routes. These are the origins that the
//! user's business allows (`PUT /v1/allowed-origins`).
//!
//! Before a browser sends a request it asks for permission (a preflight). A preflight does not say which payout user
//! the request is about, so it is answered yes if any business allows the origin. For the request itself, the business
//! of the authenticated payout user decides, wherever the request had the hash. If nobody was authenticated, pages of
//! any origin that some business allows can read the error.
//!
//! The list only decides which pages may read a response. A request from an origin that is not allowed is carried out
//! like any other: what it may do depends on its hash.
//!
//! While the database cannot be asked, a page of an origin that some business allowed a moment ago
//! ([`crate::app::allowed_origins`]) may read errors, and nothing else.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use domain::business;
use domain::ids::BusinessId;
use futures::FutureExt;

use crate::app::App;
use crate::app::allowed_origins::{AllowedOrigins, AuthenticatedBusiness, forbid_caching, permit, preflight};

/// The routes that pages of other origins may call, and the record of which origins may.
#[derive(Debug, Clone)]
pub struct CrossOrigin {
    app: App,
    origins: AllowedOrigins,
}

/// Middleware that answers preflights, and tells a browser whether a page of another origin may read the response.
pub async fn answer_browsers(
    State(pages): State<CrossOrigin>,
    route: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    if !route.is_some_and(|route| pages.origins.has_route(route.as_str())) {
        return next.run(request).await;
    }
    // A request without `Origin` needs no CORS headers.
    let Some(origin) = request.headers().get(ORIGIN).cloned() else { return next.run(request).await };
    let mut response = if request.method() == Method::OPTIONS {
        preflight(pages.may_ask(&origin).await.then_some(&origin))
    } else {
        let let_in = AuthenticatedBusiness::default();
        request.extensions_mut().insert(let_in.clone());
        let mut response = next.run(request).await;
        if pages.may_read(&origin, let_in.business(), response.status()).await {
            permit(&mut response, &origin);
        }
        response
    };
    forbid_caching(&mut response);
    response
}

impl CrossOrigin {
    /// Lets pages of other origins call the routes that `origins` knows.
    pub fn new(app: App, origins: AllowedOrigins) -> Self {
        Self { app, origins }
    }

    /// Returns whether a browser may send requests from pages of `origin`: whether some business allows it.
    async fn may_ask(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        match self.allows(None, origin).await {
            Some(allowed) => allowed,
            None => self.origins.was_allowed(origin, Instant::now()),
        }
    }

    /// Returns whether a page of `origin` may read a response with this status. `business` is that of the
    /// authenticated payout user.
    async fn may_read(&self, origin: &HeaderValue, business: Option<BusinessId>, status: StatusCode) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        let known = || self.origins.was_allowed(origin, Instant::now());
        // These responses say nothing about a person, and an overloaded database should not get another query.
        let is_refused = matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
        if is_refused && known() {
            return true;
        }
        match self.allows(business, origin).await {
            Some(allowed) => allowed,
            None => business.is_none() && known(),
        }
    }

    /// Returns whether `business` allows `origin`, or for `None` whether any business does. Returns `None` while the
    /// database cannot answer.
    async fn allows(&self, business: Option<BusinessId>, origin: &str) -> Option<bool> {
        if self.app.transactions.database.ready().is_err() {
            return None;
        }
        let asked = origin.to_owned();
        let allowed = self.app.read(move |conn| {
            async move {
                match business {
                    Some(business) => business::is_allowed_by(conn, business, &asked).await,
                    None => business::is_allowed_by_any(conn, &asked).await,
                }
            }
            .boxed()
        });
        let allowed = allowed.await.ok()?;
        if allowed {
            self.origins.remember(origin, Instant::now());
        } else if business.is_none() {
            self.origins.forget(origin);
        }
        Some(allowed)
    }
}
