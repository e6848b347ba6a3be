//! GET /dashboard/withdrawals: the withdrawals that a person must approve or reject, or those of a status or a payout
//! user.

pub mod approve;
pub mod one;
pub mod reject;

use axum::extract::State;
use axum::response::Response;
use domain::ids::{PayoutUserId, WithdrawalId};
use domain::withdrawal::read::{self, Filter};
use domain::withdrawal::{Status, Withdrawal};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::WITHDRAWALS;
use super::filters::{address, non_empty};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::app::held_withdrawals::{Held, held};
use crate::auth::member::Member;
use crate::http::extract::{Query, choice, parameter};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};

/// The value of `status` that selects all withdrawals.
const ALL: &str = "all";

/// The query: withdrawals of a status, all of them, or (without a query) those that wait for a person.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    status: Option<String>,
    payout_user_id: Option<String>,
}

/// Lists the withdrawals, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<WithdrawalId>,
    Query(asked): Query<Restriction>,
) -> Result<Response, PageError> {
    let (asked, user) = (non_empty(asked.status), non_empty(asked.payout_user_id));
    let first = address(WITHDRAWALS, [("status", asked.as_deref()), ("payout_user_id", user.as_deref())]);
    let payout_user_id: Option<PayoutUserId> = parameter("payout_user_id", user, str::parse)?;
    let desk = asked.is_none() && payout_user_id.is_none();
    let status = choice("status", asked.filter(|asked| asked != ALL), &Status::ALL, Status::as_str)?;
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let filter = Filter { status, payout_user_id, from: None, to: None };
    let read = app.read(move |conn| {
        if desk {
            read::waiting_for_a_person_of(conn, business, before, fetch).boxed()
        } else {
            read::list(conn, business, filter, before, fetch).boxed()
        }
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let held = held(&app, &rows).await?;
    let main = html! {
        (form(desk, status, payout_user_id))
        @if !rows.is_empty() { (wide("Withdrawals", table(&rows, &held))) }
        @else if desk { p { "No withdrawal waits for a person." } }
        @else { p { "There are no such withdrawals." } }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, WITHDRAWALS, "Withdrawals", main))
}

fn form(desk: bool, status: Option<Status>, user: Option<PayoutUserId>) -> Markup {
    html! {
        form.filter method="get" action=(WITHDRAWALS) {
            label for="status" { "Which" }
            select id="status" name="status" {
                @if user.is_none() { option value="" selected[desk] { "Those that wait for a person" } }
                option value=(ALL) selected[!desk && status.is_none()] { "All" }
                @for one in Status::ALL {
                    option value=(one.as_str()) selected[status == Some(one)] { (one.as_str()) }
                }
            }
            @if let Some(user) = user {
                input type="hidden" name="payout_user_id" value=(user);
                p { "Of the payout user " (id(user)) ". " a href=(WITHDRAWALS) { "Of all" } }
            }
            button type="submit" { "Show" }
        }
    }
}

fn table(rows: &[Withdrawal], held: &Held) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Withdrawal" } th { "For" } th { "Method" } th { "Amount" } th { "Status" } th { "Requested" } th { "Details" } }
            }
            tbody {
                @for row in rows {
                    tr {
                        td { (id(row.id)) }
                        td { (row.email.as_str()) }
                        td { (row.method.as_str()) small { (row.provider) } }
                        td.money { (row.amount) }
                        td {
                            (row.status.as_str())
                            @if let Some(by) = held.get(&row.id) { small { "held by " (by.as_str()) } }
                        }
                        td { (time(row.created_at)) }
                        td { a href={ (WITHDRAWALS) "/" (row.id) } aria-label={ "Review " (row.id) } { "Review" } }
                    }
                }
            }
        }
    }
}
