//! GET /dashboard/batches/{id}: one batch: its progress, the actions on it, and its items.

use axum::extract::State;
use axum::response::Response;
use domain::allocation::Status;
use domain::batch::{Item, ItemStatus};
use domain::held::HeldBy;
use domain::ids::BatchId;
use domain::member::Permission;
use maud::{Markup, html};
use serde::Deserialize;

use super::progress::live;
use super::{address, throttle};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Path, Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, pages, wide};
use crate::routes::dashboard::addresses::{BATCH, BATCH_RESULTS, BATCHES};
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::v1::batches::get::find;
use crate::routes::v1::batches::items::list::{Key, rows};

/// The query: only items of a status, or all.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    status: Option<String>,
}

/// Shows the batch.
pub async fn one(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<BatchId>, Refusal>,
    page: Page<Key>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let asked = restriction.status.filter(|status| !status.is_empty());
    let status = choice("status", asked, &ItemStatus::ALL, ItemStatus::as_str)?;
    let batch = find(&app, member.business(), wanted).await?;
    let (lasts, held_by) = (batch.finished_at.is_none() && batch.cancelled_at.is_none(), batch.held_by);
    let live = live(&member, &batch);
    let (found, end) = rows(&app, member.business(), batch, status, &page).await?;
    let (items, next) = page.rows(found, |_| end);
    let own = address(BATCH, wanted);
    let first = status.map_or_else(|| own.clone(), |one| format!("{own}?status={}", one.as_str()));
    let main = html! {
        (live)
        @if lasts && member.has(Permission::Money) {
            details { summary { "Throttle it" } (throttle::form(wanted)) }
        }
        h2 { "Items" }
        p {
            a href=(address(BATCH_RESULTS, wanted)) download { "Download all of them as CSV" }
            @if !member.has(Permission::Money) { ", without the payout hashes, which open their users' money" }
        }
        (filter(&own, status))
        @if items.is_empty() { p { "There are no such items." } } @else { (wide("Items", table(&items, held_by))) }
        (pages(&first, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, BATCHES, "Batch", main))
}

fn filter(own: &str, status: Option<ItemStatus>) -> Markup {
    html! {
        form.filter method="get" action=(own) {
            label for="status" { "Status" }
            select id="status" name="status" {
                option value="" { "Any" }
                @for one in ItemStatus::ALL {
                    option value=(one.as_str()) selected[status == Some(one)] { (one.as_str()) }
                }
            }
            button type="submit" { "Show" }
        }
    }
}

fn table(items: &[Item], held_by: Option<HeldBy>) -> Markup {
    html! {
        table {
            thead {
                tr { th { "No." } th { "For" } th { "Reference" } th { "Amount" } th { "Status" } th { "Ended" } th { "Allocation" } }
            }
            tbody {
                @for item in items {
                    tr {
                        td { (count(i64::from(item.index) + 1)) }
                        td { (item.email) }
                        td { @if let Some(reference) = &item.reference { (reference) } }
                        td.money { (item.amount) }
                        td { (told(item, held_by)) }
                        td { @if let Some(at) = item.finished_at { (time(at)) } }
                        td { (id(item.allocation_id)) }
                    }
                }
            }
        }
    }
}

/// The status of an item, with its reason.
fn told(item: &Item, held_by: Option<HeldBy>) -> Markup {
    let pends = item.item_status() == ItemStatus::Own(Status::Pending);
    html! {
        (item.item_status().as_str())
        @if item.duplicate { small { "the payment that it repeats: " (item.status.as_str()) } }
        @if let Some(code) = &item.code { small { (code) } }
        @if let Some(by) = held_by.filter(|_| pends) { small { "held by " (by.as_str()) } }
    }
}
