//! `/payout`: the endpoint with which a business pays, and the endpoints of payout users, which a payout hash opens.

pub mod balance;
pub mod create;
pub mod cross_origin;
pub mod methods;
pub mod operations;
pub mod withdraw;
pub mod withdrawals;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY};
use axum::http::{HeaderValue, Response};
use axum::middleware::Next;

/// The only currency.
pub const CURRENCY: &str = "USD";

/// Middleware that forbids caches to keep the response, and forbids a page that shows it to send its own address to
/// other sites. The address may contain the hash (in the query), and the response is about one person's money.
pub async fn keep_private(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
