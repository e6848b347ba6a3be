//! `/admin` over several cells. The header `Payout-Cell` names a cell. Without it, a request about a business, a batch,
//! an allocation or a withdrawal goes to the cell that knows it, a new business goes to the cell with the fewest, and a
//! command about everything goes to all cells. Lists are refused, because the rows of one cell must not be taken for
//! all.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response};

use super::super::cells::{Cell, Cells};
use super::super::directory::{Directory, Location};
use super::super::lookup::Lookup;
use super::super::small_body;
use super::handing::{away, forward};
use super::target::{Target, target};
use super::{everywhere, new_business};
use crate::auth;
use crate::http::problem::Problem;
use crate::routes::admin::named_cell::{self, PAYOUT_CELL};

/// Returns the response to an operator's request.
pub async fn answer(cells: &Cells, directory: &Directory, request: Request) -> Response<Body> {
    if !auth::is_operator(request.headers(), &cells.at(0).app) {
        return cells.any().forward_operators(request).await;
    }
    match named(cells, request.headers()) {
        Ok(Some(cell)) if new_business::creates_business(&request) => {
            return new_business::make_in(cell, cells, directory, request).await;
        }
        Ok(Some(cell)) => return forward(cell, request).await,
        Ok(None) => {}
        Err(problem) => return cells.at(0).refuse_operators(problem),
    }
    let (request, body) = small_body::read(request).await;
    match target(&request, body.as_deref()) {
        Target::None => forward(cells.any(), request).await,
        Target::Of(asked) => of(cells, directory, request, asked).await,
        Target::NewBusiness => new_business::make(cells, directory, request).await,
        Target::Everything => everywhere::carry_out(cells, request).await,
        Target::List => cells.at(0).refuse_operators(Problem::field(
            PAYOUT_CELL.as_str(),
            "required",
            format!(
                "Each cell has its own lists. Name a cell with the header Payout-Cell: one of {}.",
                all(cells)
            ),
        )),
    }
}

/// Hands the request to the cell that knows one of `asked`. If no cell knows any, a ready cell refuses it.
async fn of(cells: &Cells, directory: &Directory, request: Request, asked: Vec<Lookup>) -> Response<Body> {
    match directory.find_any(asked).await {
        Location::In(place) => forward(cells.at(place), request).await,
        Location::Nowhere => forward(cells.any(), request).await,
        Location::Unavailable(place) => away(cells.at(place)),
    }
}

/// Returns the cell that the header names, if the process has it.
fn named<'a>(cells: &'a Cells, headers: &HeaderMap) -> Result<Option<&'a Cell>, Problem> {
    let Some(number) = named_cell::named(headers) else { return Ok(None) };
    let cell = number.and_then(|number| cells.numbered(number));
    cell.map(Some).ok_or_else(|| {
        let said = format!("Payout-Cell must name a cell of this process, once: one of {}.", all(cells));
        Problem::field(PAYOUT_CELL.as_str(), "invalid", said)
    })
}

/// Lists the numbers of all cells, for people.
fn all(cells: &Cells) -> String {
    let numbers: Vec<String> = cells.each().iter().map(|cell| cell.number().to_string()).collect();
    numbers.join(", ")
}
