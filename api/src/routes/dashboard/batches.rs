//! GET /dashboard/batches: the business's batches, newest first, and the progress of each.

pub mod cancel;
pub mod check;
pub mod checked;
pub mod columns;
pub mod commands;
pub mod new;
pub mod one;
pub mod pause;
pub mod pay;
pub mod progress;
pub mod results;
pub mod resume;
pub mod retry;
pub mod throttle;

use axum::extract::State;
use axum::response::Response;
use domain::batch::{self, Batch, Status};
use domain::ids::BatchId;
use domain::member::Permission;
use domain::money::Cents;
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::{BATCH, BATCHES, NEW_BATCH};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, pages, wide};

/// The query: only batches of a status, or all.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    status: Option<String>,
}

/// Lists the batches.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<BatchId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = restriction.status.filter(|status| !status.is_empty());
    let status = choice("status", asked, &Status::ALL, Status::as_str)?;
    let filter = batch::Filter { status, ..batch::Filter::default() };
    let (business, before, limit, now) = (member.business(), page.after, page.fetch(), app.clock.now());
    let read = app.read(move |conn| {
        async move { batch::list(conn, business, filter, before, limit, now).await }.boxed()
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let first = status.map_or_else(|| BATCHES.to_owned(), |one| format!("{BATCHES}?status={}", one.as_str()));
    let main = html! {
        @if member.has(Permission::Money) { p { a role="button" href=(NEW_BATCH) { "Pay a file" } } }
        form.filter method="get" action=(BATCHES) {
            label for="status" { "Status" }
            select id="status" name="status" {
                option value="" { "Any" }
                @for one in Status::ALL {
                    option value=(one.as_str()) selected[status == Some(one)] { (one.as_str()) }
                }
            }
            button type="submit" { "Show" }
        }
        @if !rows.is_empty() { (wide("Batches", table(&rows))) }
        @else if status.is_some() || page.after.is_some() { p { "There are no such batches." } }
        @else { p { "There are no batches yet. A batch pays many people at once, from a file." } }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, BATCHES, "Batches", main))
}

fn table(rows: &[Batch]) -> Markup {
    html! {
        table {
            thead { tr { th { "Batch" } th { "Status" } th { "Progress" } th { "Paid" } th { "Total" } th { "Accepted" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { a href=(address(BATCH, row.id)) { code.id { (row.id) } } }
                        td {
                            (row.status.as_str())
                            @if let Some(by) = row.held_by { small { "held by " (by.as_str()) } }
                        }
                        td { (ended(row)) @if row.counts.failed > 0 { small { (count(row.counts.failed)) " failed" } } }
                        td.money { (Cents::new(row.amounts.succeeded)) }
                        td.money { (Cents::new(row.amounts.total)) }
                        td { (time(row.created_at)) }
                    }
                }
            }
        }
    }
}

/// The share of items that have ended, as a progress bar and in words.
fn ended(of: &Batch) -> Markup {
    let (total, ended) = (of.counts.total, of.counts.total - of.counts.pending);
    let said = format!("{} of {} ended", count(ended), count(total));
    html! { progress max=(total) value=(ended) aria-label=(said) {} small { (said) } }
}

/// Puts a batch's id into the pattern of an address.
fn address(pattern: &str, id: BatchId) -> String {
    pattern.replace("{id}", &id.to_string())
}
