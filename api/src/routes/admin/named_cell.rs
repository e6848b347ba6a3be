//! The header with which an operator names a cell, and the check that the cell is this one. Every cell checks, even in
//! a process that serves a single cell: otherwise a command that reaches the wrong process would change the wrong
//! books.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Response};
use axum::middleware::Next;
use axum::response::IntoResponse;
use domain::cell::Number;

use crate::app::App;
use crate::auth;
use crate::http::problem::Problem;

/// The header that names a cell.
pub const PAYOUT_CELL: HeaderName = HeaderName::from_static("payout-cell");

/// Returns the cell that the header names, or `None` without the header. `Some(None)` means that the header is no
/// number, or is there twice.
pub fn named(headers: &HeaderMap) -> Option<Option<Number>> {
    let mut values = headers.get_all(PAYOUT_CELL).iter();
    let number = values.next()?.to_str().ok().and_then(Number::read);
    Some(number.filter(|_| values.next().is_none()))
}

/// Middleware of all operator routes: rejects a request that names another cell, before its body is read. A caller
/// without the operator token does not learn the cell.
pub async fn is_this_one(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    let Some(number) = named(request.headers()).filter(|_| auth::is_operator(request.headers(), &app)) else {
        return next.run(request).await;
    };
    match app.own_cell().await {
        Ok(own) if number == Some(own) => next.run(request).await,
        Ok(own) => {
            let said = format!("Payout-Cell must name this cell, which is {own}. Nothing was done.");
            Problem::field(PAYOUT_CELL.as_str(), "invalid", said).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}
