//! Turns a panic in a handler into a 500 instead of a reset connection.

use std::panic::AssertUnwindSafe;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::Next;
use axum::response::IntoResponse;
use futures::FutureExt;

use crate::http::refusal::Refusal;

/// Middleware: returns [`Refusal::Internal`] if the inner service panics. Nothing of the request is used afterwards, so
/// no broken state can be seen. Database work runs in units of work, which catch panics themselves.
pub async fn catch_panic(request: Request, next: Next) -> Response<Body> {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_what) => {
            tracing::error!("a handler panicked");
            Refusal::Internal.into_response()
        }
    }
}
