//! The header by which an operator names a cell, and the refusal of an order that is meant for another one. Every cell compares, also
//! that of a process of one: an order that reaches the wrong process would be carried out in books that were not meant.

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

/// The cell that the header names, if it is there: nothing inside where it is no number, or is there twice.
pub fn named(headers: &HeaderMap) -> Option<Option<Number>> {
    let mut values = headers.get_all(PAYOUT_CELL).iter();
    let number = values.next()?.to_str().ok().and_then(Number::read);
    Some(number.filter(|_| values.next().is_none()))
}

/// Middleware of all routes of operators: refuses what names another cell than this one, before anything is read of it. To strangers
/// it says nothing.
pub async fn is_this_one(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    let Some(number) = named(request.headers()).filter(|_| auth::is_operator(request.headers(), &app)) else {
        return next.run(request).await;
    };
    match app.own_cell().await {
        Ok(own) if number == Some(own) => next.run(request).await,
        Ok(own) => {
            let said = format!("Payout-Cell does not name this cell, which is {own}: nothing was done.");
            Problem::field(PAYOUT_CELL.as_str(), "invalid", said).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}
