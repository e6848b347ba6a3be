//! GET, POST /console/cells: chooses the cell whose pages this browser sees. Only if the process serves several cells.

use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::cell::Number;
use domain::platform::in_cell;
use maud::html;

use super::addresses::{CELLS, OVERVIEW};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;

/// The cookie with the number of the chosen cell.
pub const COOKIE: &str = "payout_cell";

/// Lists the cells, to choose one.
pub async fn show(State(app): State<App>) -> Result<Response, PageError> {
    if app.cells.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let here = in_cell::number();
    let main = html! {
        p { "Each cell is a database with its own businesses. These pages show one cell." }
        form method="post" action=(CELLS) {
            fieldset {
                legend { "Show" }
                @for number in &app.cells {
                    label {
                        input type="radio" name="cell" value=(number) checked[here == Some(number.get())];
                        "Cell " (number)
                    }
                }
            }
            button type="submit" { "Show it" }
        }
    };
    Ok(shown(CELLS, "Cells", main))
}

/// Returns the `Set-Cookie` header that makes a browser see cell `number` from then on.
pub fn cookie(number: Number) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{COOKIE}={number}; Path=/console; HttpOnly; SameSite=Strict")).ok()
}

/// Switches the browser to another cell.
pub async fn choose(State(app): State<App>, form: Form) -> Result<Response, PageError> {
    let chosen = form.text("cell").and_then(Number::read).filter(|number| app.cells.contains(number));
    let number = chosen.ok_or(Refusal::NotFound)?;
    let cookie = cookie(number).ok_or(Refusal::Internal)?;
    let to = HeaderValue::from_static(OVERVIEW);
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to), (SET_COOKIE, cookie)]).into_response())
}
