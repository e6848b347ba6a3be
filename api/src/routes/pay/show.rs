//! GET /pay: the page before a hash is sent. A script reads the hash from the address and opens the account. Without a
//! script, the page has a form.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::language::Language;

/// Shows the page.
pub async fn show(headers: HeaderMap, language: Language) -> Response {
    super::closed(StatusCode::OK, &headers, language)
}
