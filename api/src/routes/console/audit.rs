//! GET /console/audit: who gave which steering command, about everything or about one business.

use axum::extract::State;
use axum::response::Response;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::steering::{self, Entry};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::addresses::AUDIT;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::http::extract::{Query, parameter};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, nothing, pages, wide};

/// The query: only entries about a business.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    business_id: Option<String>,
}

/// Lists the entries, newest first.
pub async fn list(
    State(app): State<App>,
    page: Page<Uuid>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = restriction.business_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    let business = parameter("business_id", asked, str::parse::<BusinessId>)?;
    let (before, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| match business {
        Some(business) => steering::list_of(conn, business, before, fetch).boxed(),
        None => steering::list(conn, before, fetch).boxed(),
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let first = business.map_or_else(|| AUDIT.to_owned(), |id| format!("{AUDIT}?business_id={id}"));
    let main = html! {
        form.narrow method="get" action=(AUDIT) {
            label for="business" { "Of a business" }
            input id="business" name="business_id" autocomplete="off" maxlength="60" placeholder="biz_…"
                value=[business.map(|id| id.to_string())];
            button type="submit" { "Show" }
        }
        @if rows.is_empty() { (nothing(page.after.is_none(), "No command was given.")) } @else { (wide("Audit", table(&rows))) }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(AUDIT, "Audit", main))
}

fn table(rows: &[Entry]) -> Markup {
    html! {
        table {
            thead { tr { th { "When" } th { "Who" } th { "Command" } th { "About" } th { "Items" } th { "Amount" } th { "Request" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (time(row.done_at)) }
                        td { (row.credential) }
                        td { (row.action) (set(row)) }
                        td { (about(row)) }
                        td { (count(row.items)) }
                        td.money { (row.amount) }
                        td { @if let Some(request) = row.request_id { (id(request)) } }
                    }
                }
            }
        }
    }
}

/// The values that the command set.
fn set(row: &Entry) -> Markup {
    html! {
        @if let Some(rate) = row.max_per_second { small { (count(rate)) " a second" } }
        @if let Some(rate) = row.max_cents_per_second { small { (Cents::new(rate)) " a second" } }
        @if let Some(weight) = row.weight { small { (weight) " claims in a turn" } }
        @if let Some(on) = row.payouts_enabled { small { "payouts " (if on { "on" } else { "off" }) } }
        @if let Some(at) = row.scheduled_at { small { "for " (time(at)) } }
        @if let Some(role) = &row.role { small { "as " (role) } }
        @if let Some(cell) = row.other_cell { small { "cell " (cell) } }
    }
}

fn about(row: &Entry) -> Markup {
    html! {
        (row.scope)
        @if let Some(name) = &row.name { " " (name) }
        @if let Some(allocation) = row.allocation_id { " " (id(allocation)) }
        @if let Some(withdrawal) = row.withdrawal_id { " " (id(withdrawal)) }
        @if let Some(batch) = row.batch_id { " " (id(batch)) }
        @if let Some(business) = row.business_id { small { (id(business)) } }
    }
}
