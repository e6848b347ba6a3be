//! A form acts in the cell whose page it was on. Its address names that cell, even if the browser has switched to
//! another cell since.

use std::borrow::Cow;

use axum::extract::{Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use domain::cell::Number;
use domain::platform::in_cell;

use super::addresses::CELLS;
use super::frame::PageError;
use crate::app::App;
use crate::http::extract::Form;
use crate::http::problem::{Code, Problem};

/// The query parameter with the cell's number.
const CELL: &str = "cell";

/// Returns the address of an action for a form on a page of this cell. With one cell, the address is unchanged.
pub fn in_this_cell(action: &'static str) -> Cow<'static, str> {
    in_cell::number().map_or(Cow::Borrowed(action), |number| Cow::Owned(format!("{action}?{CELL}={number}")))
}

/// Returns the cell that the address of a form names.
pub fn named(address: &Uri) -> Option<Number> {
    Form::of_query(address).text(CELL).and_then(Number::read)
}

/// Middleware of all pages that need a session: rejects a form from another cell's page before its body is read. A form
/// that names no cell comes from a page of a process with one cell. If there are several, nobody knows which one the
/// form meant.
pub async fn reject_other_cells_forms(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let acts = request.method() == Method::POST && request.uri().path() != CELLS;
    let meant = named(request.uri());
    if !acts || meant.is_none() && app.cell.is_none() {
        return Ok(next.run(request).await);
    }
    let own = app.own_cell().await?;
    if meant == Some(own) {
        return Ok(next.run(request).await);
    }
    let of = meant.map_or_else(|| "no cell".to_owned(), |number| format!("cell {number}"));
    let said = format!("The form was on a page of {of}, and this is cell {own}. Nothing was changed.");
    Err(PageError::but(
        Problem::new(Code::Conflict, said),
        "Open the page again in the cell that you mean, and check what it says there.",
    ))
}
