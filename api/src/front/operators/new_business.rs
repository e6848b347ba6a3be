//! A new business is made in the cell with the fewest, of those that are ready and take new ones. The same request is sent again to
//! the cell that has carried it out.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use domain::cell;
use futures::FutureExt;
use futures::future::join_all;

use super::super::asked::Asked;
use super::super::cells::Cells;
use super::super::directory::{Directory, Found};
use super::handing::{away, hand, key};
use crate::http::problem::{Code, Problem};

/// Its route, in the keys of what was carried out.
const ROUTE: &str = "POST /admin/businesses";

/// The answer.
pub async fn make(cells: &Cells, directory: &Directory, request: Request) -> Response<Body> {
    // The counts first: of two that are sent at once under one key, the second then either sees the same counts, or the key.
    let looks = cells.each().iter().map(|cell| cell.says(|conn| cell::summary(conn).boxed()));
    let summaries = join_all(looks).await;
    if let Some(key) = key(request.headers()) {
        match directory.find(Asked::Done(ROUTE, key)).await {
            Found::In(place) => return hand(cells.at(place), request).await,
            Found::Nowhere => {}
            // It may have made the business: another one must not be made.
            Found::Unasked(place) => return away(cells.at(place)),
        }
    }
    let known = cells.each().iter().zip(&summaries);
    let taking = known.filter_map(|(cell, summary)| {
        let summary = summary.filter(|summary| summary.takes_businesses)?;
        Some((cell, summary.businesses))
    });
    if let Some((cell, _)) = taking.min_by_key(|(_, businesses)| *businesses) {
        return hand(cell, request).await;
    }
    let silent = cells.each().iter().zip(&summaries).find(|(_, summary)| summary.is_none());
    match silent {
        Some((cell, _)) => away(cell),
        None => cells.at(0).refuse_operators(Problem::new(
            Code::Conflict,
            "No cell takes new businesses: let one take them, or name one with the header Payout-Cell.",
        )),
    }
}
