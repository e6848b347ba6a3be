//! The families of routes: `/payout`, whose responses the contract fixes; `/v1` and `/admin`, which refuse with
//! problems; and pages, which refuse in words for people.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{Method, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use domain::watch::Database;

use crate::http::html;
use crate::http::refusal::Refusal;

/// The families, by the form of their refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Payout,
    Page,
    Ours,
}

impl Family {
    fn of(path: &str) -> Self {
        if is_payout_family(path) {
            Self::Payout
        } else if html::is_page(path) {
            Self::Page
        } else {
            Self::Ours
        }
    }

    fn say(self, refusal: &Refusal, method: &Method) -> Response<Body> {
        match self {
            Self::Payout => refusal.payout_error().into_response(),
            Self::Page => html::refusal(&refusal.problem(), !method.is_safe()),
            Self::Ours => refusal.problem().into_response(),
        }
    }
}

/// Returns whether a path belongs to the `/payout` family, whose errors are not problems.
pub fn is_payout_family(path: &str) -> bool {
    path == "/balance" || path == "/payout" || path.starts_with("/payout/")
}

/// Middleware: gives a [`Refusal`] the shape of its route's family, and keeps the headers. No 503 asks a client to
/// retry before the database is expected to be back.
pub async fn shape_by_route(
    State(database): State<Database>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let (family, method) = (Family::of(request.uri().path()), request.method().clone());
    let mut response = shaped(next.run(request).await, family, &method);
    raise_retry_after(&database, &mut response);
    response
}

/// Returns the response to a request for `path` that is refused before the router sees it.
pub fn shaped_for(method: &Method, path: &str, refusal: &Refusal) -> Response<Body> {
    Family::of(path).say(refusal, method)
}

/// Raises the `Retry-After` of a 503 while the database is known to be away.
pub fn raise_retry_after(database: &Database, response: &mut Response<Body>) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE
        && let Some(seconds) = database.retry_after_s()
        && let Some(said) = response.headers_mut().get_mut(RETRY_AFTER)
        && said.to_str().ok().and_then(|said| said.parse::<u64>().ok()).is_some_and(|said| said < seconds)
    {
        *said = seconds.into();
    }
}

fn shaped(response: Response<Body>, family: Family, method: &Method) -> Response<Body> {
    match response.extensions().get::<Refusal>() {
        Some(refusal) if family != Family::Ours => {
            let mut shaped = family.say(refusal, method);
            let (mut parts, _problem) = response.into_parts();
            parts.headers.remove(CONTENT_TYPE);
            parts.headers.remove(CONTENT_LENGTH);
            for (name, value) in parts.headers.drain() {
                if let Some(name) = name {
                    shaped.headers_mut().insert(name, value);
                }
            }
            shaped
        }
        _ => response,
    }
}
