//! GET /dashboard/payments: the business's payments and their outcomes.

pub mod one;
pub mod pay;

use axum::extract::State;
use axum::response::Response;
use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::member::Permission;
use maud::{Markup, html};

use super::addresses::{BATCHES, PAY, PAYMENTS};
use super::filters::{address, days, from_day, non_empty, select_field, text, to_day, words};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Query;
use crate::http::page::Page;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};
use crate::routes::v1::allocations::Allocation;
use crate::routes::v1::allocations::list::{Restriction, found};

/// Lists the payments, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<AllocationId>,
    Query(asked): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = Restriction {
        email: non_empty(asked.email),
        status: non_empty(asked.status),
        batch_id: non_empty(asked.batch_id),
        reference: non_empty(asked.reference),
        from: non_empty(asked.from),
        to: non_empty(asked.to),
    };
    let (form, first) = (form(&asked), first(&asked));
    let filter = Restriction { from: from_day(asked.from), to: to_day(asked.to), ..asked }.read()?;
    let (rows, held) = found(&app, member.business(), filter, &page).await?;
    let (rows, next) = page.rows(rows, |row| row.id);
    let rows: Vec<Allocation> = rows.into_iter().map(|row| Allocation::shown(row, &held)).collect();
    let main = html! {
        @if member.has(Permission::Money) { p { a role="button" href=(PAY) { "Pay one person" } } }
        (form)
        @if !rows.is_empty() { (wide("Payments", table(&rows))) }
        @else if first == PAYMENTS { p { "Nothing was paid yet." } }
        @else { p { "No payment matches. " a href=(PAYMENTS) { "Show all" } } }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, PAYMENTS, "Payments", main))
}

/// Returns the address of the first page of the same list.
fn first(asked: &Restriction) -> String {
    let fields = [
        ("status", &asked.status),
        ("email", &asked.email),
        ("reference", &asked.reference),
        ("batch_id", &asked.batch_id),
        ("from", &asked.from),
        ("to", &asked.to),
    ];
    address(PAYMENTS, fields.map(|(name, value)| (name, value.as_deref())))
}

fn form(asked: &Restriction) -> Markup {
    let statuses = Status::ALL.iter().map(|status| status.as_str());
    html! {
        form.filters method="get" action=(PAYMENTS) {
            (select_field(("status", "Status", "All"), statuses, asked.status.as_deref()))
            (text("email", "E-mail address", asked.email.as_deref()))
            (text("reference", "Reference", asked.reference.as_deref()))
            (text("batch_id", "Batch", asked.batch_id.as_deref()))
            (days(asked.from.as_deref(), asked.to.as_deref()))
            div { button type="submit" { "Show" } }
        }
    }
}

fn table(rows: &[Allocation]) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Payment" } th { "For" } th { "Amount" } th { "Status" } th { "Reference" } th { "Batch" } th { "Requested" } th { "Details" } }
            }
            tbody {
                @for row in rows {
                    tr {
                        td { (id(row.id)) }
                        td { (row.email.as_str()) }
                        td.money { (row.amount) }
                        td { (status(row)) }
                        td { (row.reference.as_deref().unwrap_or_default()) }
                        td { @if let Some(batch) = row.batch_id { a href={ (BATCHES) "/" (batch) } { "Its batch" } } }
                        td { (time(row.created_at)) }
                        td { a href={ (PAYMENTS) "/" (row.id) } aria-label={ "View " (row.id) } { "View" } }
                    }
                }
            }
        }
    }
}

/// The status of a payment, with its reason.
pub fn status(of: &Allocation) -> Markup {
    html! {
        (of.status)
        @if let Some(by) = of.held_by { small { "held: " (words(by)) } }
        @if let Some(code) = &of.code { @if code != of.status { small { (words(code)) } } }
    }
}
