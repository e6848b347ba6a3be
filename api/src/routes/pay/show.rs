//! GET /pay: the page before a hash is shown. A script reads the hash of the address and opens the account; without a
//! script there is a form.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::language::Language;

/// The page.
pub async fn show(headers: HeaderMap, language: Language) -> Response {
    super::closed(StatusCode::OK, &headers, language)
}
