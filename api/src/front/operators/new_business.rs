//! Creates a business in the named cell, or in the ready cell with the fewest businesses that accepts new ones. A
//! repeated request goes to the cell that carried it out before, so one key creates one business.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};
use domain::cell;
use futures::FutureExt;
use futures::future::join_all;

use super::super::cells::{Cell, Cells};
use super::super::directory::{Directory, Location};
use super::super::lookup::Lookup;
use super::handing::{away, forward, key};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::RETRY_AFTER_S;

/// The route under which idempotency keys are stored.
const ROUTE: &str = "POST /admin/businesses";

/// Returns whether `request` creates a business.
pub fn creates_business(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == "/admin/businesses"
}

/// Creates a business in `cell`, which the operator named. If another cell has created a business under this key, or
/// may have, none is created here. Two requests to two cells at the same moment are not detected: such requests must be
/// sent one after the other.
pub async fn make_in(cell: &Cell, cells: &Cells, directory: &Directory, request: Request) -> Response<Body> {
    let Some(key) = key(request.headers()) else { return forward(cell, request).await };
    let said = directory.everywhere(Lookup::Done(ROUTE, key)).await;
    let others = || cells.each().iter().zip(&said).filter(|(one, _)| one.number() != cell.number());
    if let Some((other, _)) = others().find(|(_, known)| **known == Some(true)) {
        let said = format!(
            "Cell {} has created a business with this Idempotency-Key. Repeat the request for that cell, or send a new \
             key to create another business.",
            other.number()
        );
        return cell.refuse_operators(Problem::new(Code::Conflict, said));
    }
    let made_here = || {
        cells
            .each()
            .iter()
            .zip(&said)
            .any(|(one, known)| one.number() == cell.number() && *known == Some(true))
    };
    match others().find(|(_, known)| known.is_none()) {
        Some((other, _)) if !made_here() => {
            let said = format!(
                "Cell {} cannot be reached, and may have created a business with this Idempotency-Key. Nothing was \
                 done. Send the request again.",
                other.number()
            );
            cell.refuse_operators(
                Problem::new(Code::ServiceUnavailable, said).with_retry_after(RETRY_AFTER_S),
            )
        }
        _ => forward(cell, request).await,
    }
}

/// Creates a business for an operator who named no cell.
pub async fn make(cells: &Cells, directory: &Directory, request: Request) -> Response<Body> {
    // The counts are read first. Of two requests at once under one key, the second then sees either the same counts or
    // the key.
    let looks = cells.each().iter().map(|cell| cell.says(|conn| cell::summary(conn).boxed()));
    let summaries = join_all(looks).await;
    if let Some(key) = key(request.headers()) {
        match directory.find(Lookup::Done(ROUTE, key)).await {
            Location::In(place) => return forward(cells.at(place), request).await,
            Location::Nowhere => {}
            // That cell may have created the business, so no other cell may create one.
            Location::Unavailable(place) => return away(cells.at(place)),
        }
    }
    let known = cells.each().iter().zip(&summaries);
    let taking = known.filter_map(|(cell, summary)| {
        let summary = summary.filter(|summary| summary.takes_businesses)?;
        Some((cell, summary.businesses))
    });
    if let Some((cell, _)) = taking.min_by_key(|(_, businesses)| *businesses) {
        return forward(cell, request).await;
    }
    let silent = cells.each().iter().zip(&summaries).find(|(_, summary)| summary.is_none());
    match silent {
        Some((cell, _)) => away(cell),
        None => cells.at(0).refuse_operators(Problem::new(
            Code::Conflict,
            "No cell takes new businesses. Let one take them with `payout cell fill`, or name one with the header Payout-Cell.",
        )),
    }
}
