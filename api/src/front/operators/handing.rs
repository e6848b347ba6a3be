//! Hands an operator's request to a cell, or reports that the cell cannot be asked.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response};

use super::super::cells::Cell;
use crate::http::extract::IdempotencyKey;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::RETRY_AFTER_S;

/// Hands a request to a cell, if its database is its own.
pub async fn forward(cell: &Cell, request: Request) -> Response<Body> {
    if !cell.is_proven() {
        return away(cell);
    }
    cell.forward_operators(request).await
}

/// Returns the response when the request may belong to a cell that cannot be asked.
pub fn away(cell: &Cell) -> Response<Body> {
    let said = format!(
        "Cell {} cannot be reached, and the request may belong to it. Nothing was done. Send the request again, or \
         name the cell with the header Payout-Cell.",
        cell.number()
    );
    cell.refuse_operators(Problem::new(Code::ServiceUnavailable, said).with_retry_after(RETRY_AFTER_S))
}

/// Returns the idempotency key of a request.
pub fn key(headers: &HeaderMap) -> Option<String> {
    IdempotencyKey::from_headers(headers).ok().flatten().map(|key| key.as_str().to_owned())
}
