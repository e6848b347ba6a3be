//! GET /dashboard/payout-users: the people who were paid, newest first, or one of them by e-mail address.

pub mod activate;
pub mod deactivate;
pub mod expiry;
pub mod one;
pub mod rotate_hash;

use axum::extract::State;
use axum::response::Response;
use domain::email::Email;
use domain::ids::PayoutUserId;
use domain::payout_user::{self, PayoutUser};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::PAYOUT_USERS;
use super::filters::{address, non_empty, text};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Query, parameter};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};

/// The query: only the payout user with this address.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    email: Option<String>,
}

/// Lists the payout users, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<PayoutUserId>,
    Query(asked): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = non_empty(asked.email);
    let email: Option<Email> = parameter("email", asked.clone(), str::parse)?;
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let read = app.read(move |conn| {
        async move { payout_user::list(conn, business, email.as_ref(), before, fetch).await }.boxed()
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let first = address(PAYOUT_USERS, [("email", asked.as_deref())]);
    let main = html! {
        form.filter method="get" action=(PAYOUT_USERS) {
            (text("email", "Complete e-mail address", asked.as_deref()))
            button type="submit" { "Find" }
        }
        @if !rows.is_empty() { (wide("Payout users", table(&rows))) }
        @else if asked.is_some() { p { "Nobody with this address was paid. " a href=(PAYOUT_USERS) { "Show all" } } }
        @else { p { "Nobody was paid yet. A person becomes a payout user with the first payment." } }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, PAYOUT_USERS, "Payout users", main))
}

fn table(rows: &[PayoutUser]) -> Markup {
    html! {
        table {
            thead { tr { th { "Payout user" } th { "E-mail address" } th { "Balance" } th { "Status" } th { "First paid" } th { "Details" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (id(row.id)) }
                        td { (row.email.as_str()) }
                        td.money { (row.balance) }
                        td { (row.status.as_str()) }
                        td { (time(row.created_at)) }
                        td { a href={ (PAYOUT_USERS) "/" (row.id) } aria-label={ "View " (row.id) } { "View" } }
                    }
                }
            }
        }
    }
}
