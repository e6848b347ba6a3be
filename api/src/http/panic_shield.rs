//! A panic in a handler becomes a 500 instead of a reset connection.

use std::panic::AssertUnwindSafe;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::Next;
use axum::response::IntoResponse;
use futures::FutureExt;

use crate::http::refusal::Refusal;

/// Middleware: answers [`Refusal::Internal`] when what it wraps panics. Nothing of the request is used afterwards, so
/// no broken state is seen. Database work runs in units of work, which have a guard of their own.
pub async fn catch_panic(request: Request, next: Next) -> Response<Body> {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_what) => {
            tracing::error!("a handler panicked");
            Refusal::Internal.into_response()
        }
    }
}
