//! GET /console/parked: the dead letters, which are allocations that used up their attempts, each with its last error.

pub mod retry;

use axum::extract::State;
use axum::response::Response;
use domain::ids::AllocationId;
use domain::queue::{self, Dead};
use futures::FutureExt;
use maud::{Markup, html};

use super::addresses::{PARKED, RETRY};
use super::frame::{PageError, shown};
use super::own_cell::in_this_cell;
use crate::app::App;
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, nothing, pages, wide};

/// Lists the parked allocations, newest request first.
pub async fn list(State(app): State<App>, page: Page<AllocationId>) -> Result<Response, PageError> {
    let (before, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| queue::list_dead(conn, before, fetch).boxed()).await;
    let (rows, next) = page.rows(read.map_err(Refusal::from)?, |row| row.allocation_id);
    let main = html! {
        p { "Allocations that failed too often are kept here with their last error. Fix the cause, and try them again." }
        @if rows.is_empty() { (nothing(page.after.is_none(), "Nothing is parked.")) } @else { (wide("Parked allocations", table(&app, &rows))) }
        (pages(PARKED, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(PARKED, "Parked allocations", main))
}

fn table(app: &App, rows: &[Dead]) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Allocation" } th { "Business" } th { "Amount" } th { "Attempts" } th { "Error" } th { "Parked" } th { "Action" } }
            }
            tbody {
                @for row in rows {
                    tr {
                        td { (id(row.allocation_id)) }
                        td { (id(row.business_id)) }
                        td.money { (row.amount) }
                        td { (row.attempts) }
                        td { (row.error) }
                        td { (time(row.died_at)) }
                        td {
                            form method="post" action=(in_this_cell(RETRY)) {
                                input type="hidden" name="id" value=(row.allocation_id);
                                input type="hidden" name="key" value=(app.clock.id());
                                button type="submit" aria-label={ "Try again: " (row.allocation_id) } { "Try again" }
                            }
                        }
                    }
                }
            }
        }
    }
}
