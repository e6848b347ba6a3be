//! `/payout`: an allocation of a business, and the payout user's own routes, which its hash opens.

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

/// Middleware: nothing may keep the answer, and no page that shows it tells its address to others. The hash may be in
/// the address (the query form), and the answer is about one person's money.
pub async fn keep_private(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
