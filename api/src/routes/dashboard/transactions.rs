//! GET /dashboard/transactions: the business's ledger entries.

pub mod csv;

use axum::extract::State;
use axum::response::Response;
use domain::ledger::transaction::{self, Filter, Transaction};
use domain::ledger::{Kind, Place};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::{BATCHES, PAYMENTS, PAYOUT_USERS, TRANSACTIONS, TRANSACTIONS_CSV, WITHDRAWALS};
use super::filters::{address, days, from_day, non_empty, select_field, to_day, words};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Query, choice, interval};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{pages, wide};
use crate::routes::v1::transactions::list::account_name;

/// The query: only transactions of a type, or of some days.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    r#type: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Lists the transactions, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<Place>,
    Query(asked): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked =
        Restriction { r#type: non_empty(asked.r#type), from: non_empty(asked.from), to: non_empty(asked.to) };
    let (form, first, file) = (asked.form(), asked.address(TRANSACTIONS), asked.address(TRANSACTIONS_CSV));
    let filter = asked.read()?;
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let read = app.read(move |conn| transaction::list(conn, business, filter, before, fetch).boxed());
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| Place(row.subject_id, row.kind));
    let main = html! {
        (form)
        @if !rows.is_empty() {
            p { a href=(file) download { "Download all of these as CSV" } }
            (wide("Transactions", table(&rows)))
        }
        @else if first == TRANSACTIONS { p { "No money has moved yet." } }
        @else { p { "No transaction matches. " a href=(TRANSACTIONS) { "Show all" } } }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, TRANSACTIONS, "Transactions", main))
}

impl Restriction {
    /// Reads the filter by the rules of `/v1`, except that it takes days instead of times.
    fn read(self) -> Result<Filter, Refusal> {
        let kind = choice("type", non_empty(self.r#type), &Kind::ALL, Kind::as_str)?;
        let (from, to) = interval(from_day(self.from), to_day(self.to))?;
        Ok(Filter { kind, from, to })
    }

    fn address(&self, page: &str) -> String {
        let fields = [("type", &self.r#type), ("from", &self.from), ("to", &self.to)];
        address(page, fields.map(|(name, value)| (name, value.as_deref())))
    }

    fn form(&self) -> Markup {
        let kinds = Kind::ALL.iter().map(|kind| kind.as_str());
        html! {
            form.filters method="get" action=(TRANSACTIONS) {
                (select_field(("type", "Type", "All"), kinds, self.r#type.as_deref()))
                (days(self.from.as_deref(), self.to.as_deref()))
                div { button type="submit" { "Show" } }
            }
        }
    }
}

fn table(rows: &[Transaction]) -> Markup {
    html! {
        table {
            thead { tr { th { "Type" } th { "What it was for" } th { "From" } th { "To" } th { "Amount" } th { "Payout user" } th { "When" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (words(row.kind.as_str())) }
                        td { (subject(row)) }
                        td { (words(account_name(row.debit))) }
                        td { (words(account_name(row.credit))) }
                        td.money { (row.amount) }
                        td { @if let Some(user) = row.payout_user_id { a href={ (PAYOUT_USERS) "/" (user) } aria-label={ "Its payout user, " (user) } { "Its payout user" } } }
                        td { (time(row.created_at)) }
                    }
                }
            }
        }
    }
}

/// The id of the object that the money moved for, as a link to its page if it has one.
fn subject(of: &Transaction) -> Markup {
    let name = of.kind.subject(of.subject_id);
    let page = match of.kind {
        Kind::Allocation | Kind::ReserveReturn => Some(PAYMENTS),
        Kind::Reservation => Some(BATCHES),
        Kind::Withdrawal | Kind::WithdrawalReturn | Kind::Payout | Kind::Fee => Some(WITHDRAWALS),
        Kind::TopUp | Kind::Funding => None,
    };
    html! {
        @if let Some(page) = page { a.id href={ (page) "/" (name) } { (name) } } @else { span.id { (name) } }
    }
}
