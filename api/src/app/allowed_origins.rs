//! CORS: the origins that may read the responses of the payout user's routes, as this process last saw them, and the
//! headers for browsers.
//!
//! The database decides. The process remembers its answers for when it cannot ask: an allowed page can then read the
//! 503 with its `Retry-After`, and does not mistake it for a network failure.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response};
use domain::ids::BusinessId;

/// How long an origin is remembered, in seconds, here and by a browser that sent a preflight. After an origin is
/// removed from the list, its pages can send requests for this long, but cannot read the responses.
const REMEMBERED_S: u64 = 600;

/// The maximum number of remembered origins. Above it the oldest is forgotten.
const MOST_REMEMBERED: usize = 1_000;

/// What pages may send.
const METHODS: HeaderValue = HeaderValue::from_static("GET,POST");
const HEADERS: HeaderValue = HeaderValue::from_static("x-payout-hash,idempotency-key,content-type");

/// The response headers that pages may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after,request-id,idempotent-replayed");

/// The routes that pages of other hosts may call, and the origins that were recently allowed. Clones share them.
#[derive(Debug, Clone)]
pub struct AllowedOrigins {
    /// As written in the router's table.
    routes: Arc<BTreeSet<String>>,
    seen: Arc<Mutex<HashMap<String, Instant>>>,
}

/// A request extension: the business of the authenticated payout user, once it is known. The code that authenticates
/// the user records it, because the hash may be in the body, and the response is for that business's pages alone.
#[derive(Debug, Clone, Default)]
pub struct AuthenticatedBusiness(Arc<OnceLock<BusinessId>>);

impl AuthenticatedBusiness {
    /// Records that a payout user of `business` is authenticated.
    pub fn note(&self, business: BusinessId) {
        // A request carries one hash, so the first caller is the only one.
        let _first = self.0.set(business);
    }

    /// Returns the business of the authenticated payout user.
    pub fn business(&self) -> Option<BusinessId> {
        self.0.get().copied()
    }
}

impl AllowedOrigins {
    /// Creates the list of routes, with no origin remembered.
    pub fn new(routes: BTreeSet<String>) -> Self {
        Self { routes: Arc::new(routes), seen: Arc::default() }
    }

    /// Returns whether pages of other hosts may call the route with this pattern.
    pub fn has_route(&self, pattern: &str) -> bool {
        self.routes.contains(pattern)
    }

    /// Returns the same as [`AllowedOrigins::has_route`] for a path whose route was not looked up.
    pub fn has_address(&self, path: &str) -> bool {
        self.routes.iter().any(|pattern| {
            let mut parts = path.split('/');
            let same = pattern.split('/').all(|known| {
                parts.next().is_some_and(|part| part == known || known.starts_with('{') && !part.is_empty())
            });
            same && parts.next().is_none()
        })
    }

    /// Remembers that some business allows `origin`.
    pub fn remember(&self, origin: &str, now: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_REMEMBERED && !seen.contains_key(origin) {
            let oldest = seen.iter().min_by_key(|(_, at)| **at).map(|(origin, _)| origin.clone());
            oldest.map(|origin| seen.remove(&origin));
        }
        seen.insert(origin.to_owned(), now);
    }

    /// Forgets an origin that no business allows any more.
    pub fn forget(&self, origin: &str) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(origin);
    }

    /// Returns whether some business recently allowed `origin`.
    pub fn was_allowed(&self, origin: &str, now: Instant) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let age = seen.get(origin).map(|at| now.saturating_duration_since(*at));
        age.is_some_and(|age| age < Duration::from_secs(REMEMBERED_S))
    }

    /// Replaces `refused`, a refusal made without a query, by a response that a page of a remembered origin can read. A
    /// preflight of such a page succeeds, because only then does the browser send the request whose refusal the page is
    /// to read.
    pub fn readable_refusal(
        &self,
        (method, path, headers): (&Method, &str, &HeaderMap),
        refused: Response<Body>,
        now: Instant,
    ) -> Response<Body> {
        let origin = headers.get(ORIGIN).filter(|_| self.has_address(path));
        let Some(origin) = origin else { return refused };
        let allowed = origin.to_str().is_ok_and(|origin| self.was_allowed(origin, now));
        let mut response =
            if allowed && *method == Method::OPTIONS { preflight(Some(origin)) } else { refused };
        if allowed {
            permit(&mut response, origin);
        }
        forbid_caching(&mut response);
        response
    }
}

/// Returns the response to a preflight: what pages may send, and whether the page of `allowed` may.
pub fn preflight(allowed: Option<&HeaderValue>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from(REMEMBERED_S));
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    response
}

/// Lets a page of `origin` read the response.
pub fn permit(response: &mut Response<Body>, origin: &HeaderValue) {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    response.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Forbids caching. A cache that stores the response anyway must not serve it to another origin.
pub fn forbid_caching(response: &mut Response<Body>) {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins() -> AllowedOrigins {
        let routes = ["/payout/balance", "/payout/withdrawals/{id}/cancel"].map(str::to_owned);
        AllowedOrigins::new(routes.into_iter().collect())
    }

    #[test]
    fn an_allowed_origin_expires_and_the_number_of_origins_is_bounded() {
        let (origins, now) = (origins(), Instant::now());
        origins.remember("https://a.example", now);
        let later = |seconds| now + Duration::from_secs(seconds);
        assert!(origins.was_allowed("https://a.example", later(REMEMBERED_S - 1)));
        assert!(!origins.was_allowed("https://a.example", later(REMEMBERED_S)));
        assert!(!origins.was_allowed("https://b.example", now));
        for n in 0..MOST_REMEMBERED {
            origins.remember(&format!("https://{n}.example"), later(1));
        }
        assert!(!origins.was_allowed("https://a.example", now), "the oldest origin is evicted");
        assert_eq!(origins.seen.lock().unwrap().len(), MOST_REMEMBERED);
        origins.forget("https://7.example");
        assert!(!origins.was_allowed("https://7.example", later(1)));
    }

    #[test]
    fn only_a_path_that_matches_a_route_has_an_address() {
        for path in ["/payout/balance", "/payout/withdrawals/ord_1/cancel"] {
            assert!(origins().has_address(path), "{path}");
        }
        for path in ["/payout", "/payout/balance/", "/payout/withdrawals//cancel", "/payout/create", "/"] {
            assert!(!origins().has_address(path), "{path}");
        }
    }
}
