//! POST /console/sign-out: ends this browser's session.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::auth::console::{SIGN_IN, no_cookie};

/// Deletes the cookie, and redirects to the sign-in page.
pub async fn sign_out() -> Response {
    let to = HeaderValue::from_static(SIGN_IN);
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
    if let Some(cookie) = no_cookie() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
