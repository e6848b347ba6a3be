//! GET /pay: the page before it knows whose it is. A script reads the hash of the address and opens it; a form does without one.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::language::Language;

/// The page.
pub async fn show(headers: HeaderMap, language: Language) -> Response {
    super::closed(StatusCode::OK, &headers, language)
}
