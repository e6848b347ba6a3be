//! GET /console/withdrawals: the withdrawals that wait for a person, or those of a status.

pub mod approve;
pub mod one;
pub mod reject;

use axum::extract::State;
use axum::response::Response;
use domain::ids::WithdrawalId;
use domain::withdrawal::{MANUAL, Status, Withdrawal, read};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::WITHDRAWALS;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::app::held_withdrawals::{Held, held};
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, nothing, pages, wide};

/// The query: withdrawals of a status, or (without a query) those that wait for a person.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    status: Option<String>,
}

/// Lists the withdrawals, newest first.
pub async fn list(
    State(app): State<App>,
    page: Page<WithdrawalId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = restriction.status.filter(|status| !status.is_empty());
    let status = choice("status", asked, &Status::ALL, Status::as_str)?;
    let (before, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| match status {
        Some(status) => read::of_all(conn, status, before, fetch).boxed(),
        None => read::waiting_for_a_person(conn, before, fetch).boxed(),
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let held = held(&app, &rows).await?;
    let first = status
        .map_or_else(|| WITHDRAWALS.to_owned(), |status| format!("{WITHDRAWALS}?status={}", status.as_str()));
    let main = html! {
        form.filter method="get" action=(WITHDRAWALS) {
            label for="status" { "Which" }
            select id="status" name="status" {
                option value="" { "Those that wait for a person" }
                @for one in Status::ALL {
                    option value=(one.as_str()) selected[status == Some(one)] { (one.as_str()) }
                }
            }
            button type="submit" { "Show" }
        }
        @if rows.is_empty() { (nothing(page.after.is_none(), "There are none.")) } @else { (wide("Withdrawals", table(&rows, &held))) }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(WITHDRAWALS, "Withdrawals", main))
}

fn table(rows: &[Withdrawal], held: &Held) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Withdrawal" } th { "Business" } th { "For" } th { "Method" } th { "Amount" } th { "Status" } th { "Requested" } th { "Action" } }
            }
            tbody {
                @for row in rows {
                    tr {
                        td { (id(row.id)) }
                        td { (id(row.business_id)) }
                        td { (row.email.as_str()) }
                        td { (row.method.as_str()) small { (row.provider) } }
                        td.money { (row.amount) }
                        td {
                            (row.status.as_str())
                            @if let Some(by) = held.get(&row.id) { small { "held by " (by.as_str()) } }
                        }
                        td { (time(row.created_at)) }
                        td { a href={ (WITHDRAWALS) "/" (row.id) } aria-label={ (look(row)) " " (row.id) } { (look(row)) } }
                    }
                }
            }
        }
    }
}

/// The text of the link. Only a withdrawal that waits for a person can be approved or rejected.
fn look(of: &Withdrawal) -> &'static str {
    if of.provider == MANUAL && of.status == Status::Processing { "Review" } else { "View" }
}
