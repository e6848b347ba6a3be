//! GET /dashboard/batches/{id}/progress: the changing part of a batch's page. A script fetches it every two seconds.

use axum::extract::State;
use axum::response::Response;
use domain::batch::{Batch, Status};
use domain::ids::BatchId;
use domain::member::Permission;
use domain::money::Cents;
use maud::{Markup, html};

use super::{address, ended};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, duration, id};
use crate::routes::dashboard::addresses::{
    BATCH, BATCH_PROGRESS, BATCHES, CANCEL_BATCH, PAUSE_BATCH, RESUME_BATCH, RETRY_BATCH, UNTHROTTLE_BATCH,
};
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::v1::batches::get::find;

/// How often a script refreshes the progress.
const LOOK_AGAIN: &str = "every 2s";

/// Shows the progress, as a page of its own.
pub async fn progress(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<BatchId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(id) = wanted?;
    let batch = find(&app, member.business(), id).await?;
    let main = html! { (live(&member, &batch)) p { a href=(address(BATCH, id)) { "The whole batch" } } };
    Ok(shown(&member, BATCHES, "Progress of a batch", main))
}

/// The state of a batch and the actions on it. Once the batch has finished, the script stops refreshing.
pub fn live(member: &Member, of: &Batch) -> Markup {
    let again = of.finished_at.is_none().then(|| address(BATCH_PROGRESS, of.id));
    html! {
        section id="live" hx-get=[again.as_ref()] hx-trigger=[again.as_ref().map(|_| LOOK_AGAIN)]
            hx-select="#live" hx-target="#live" hx-swap="outerHTML" {
            (ended(of))
            (figures(of))
            (facts(of))
            @if member.has(Permission::Money) { (actions(of)) }
        }
    }
}

fn figures(of: &Batch) -> Markup {
    let (counts, amounts) = (&of.counts, &of.amounts);
    let left = match of.progress.eta_seconds {
        Some(seconds) => duration(seconds as f64),
        None if of.finished_at.is_some() => "none".to_owned(),
        None => "not known".to_owned(),
    };
    html! {
        dl.figures {
            (figure("paid", "Paid", counts.succeeded, amounts.succeeded))
            (figure("pending", "Pending", counts.pending, amounts.pending))
            (figure("failed", "Failed", counts.failed, amounts.failed))
            (figure("cancelled", "Cancelled", counts.cancelled, amounts.cancelled))
            (figure("duplicate", "Paid before", counts.duplicate, amounts.duplicate))
            (figure("total", "Total", counts.total, amounts.total))
            div { dt { "Items a second" } dd id="rate" { (format!("{:.1}", of.progress.rate_per_second)) } }
            div { dt { "Time left" } dd id="left" { (left) } }
        }
    }
}

fn figure(name: &str, label: &str, items: i64, cents: i64) -> Markup {
    html! { div { dt { (label) } dd id=(name) { (count(items)) } dd.sum { (Cents::new(cents)) } } }
}

fn facts(of: &Batch) -> Markup {
    html! {
        dl.facts {
            dt { "Id" } dd { (id(of.id)) }
            dt { "Status" }
            dd id="state" {
                (of.status.as_str())
                @if let Some(by) = of.held_by { ", held by " (by.as_str()) }
            }
            dt { "Mode" } dd { (of.mode.as_str()) }
            dt { "Throttle" }
            dd id="rates" {
                @if let Some(rate) = of.max_per_second { div { (count(rate)) " items a second" } }
                @if let Some(rate) = of.max_cents_per_second { div { (Cents::new(rate)) " a second" } }
                @if of.max_per_second.is_none() && of.max_cents_per_second.is_none() { "none" }
            }
            dt { "Accepted" } dd { (time(of.created_at)) }
            @if let Some(at) = of.scheduled_at { dt { "Scheduled for" } dd { (time(at)) } }
            @if let Some(at) = of.progress.eta { dt { "Finishes at about" } dd { (time(at)) } }
            @if let Some(at) = of.cancelled_at { dt { "Cancelled" } dd { (time(at)) } }
            @if let Some(at) = of.finished_at { dt { "Finished" } dd { (time(at)) } }
        }
    }
}

fn actions(of: &Batch) -> Markup {
    let lasts = of.finished_at.is_none() && of.cancelled_at.is_none();
    let throttled = of.max_per_second.is_some() || of.max_cents_per_second.is_some();
    let link = |name: &str, pattern: &str, text: &str| html! { a role="button" class="outline" id=(name) href=(address(pattern, of.id)) { (text) } };
    html! {
        div.pages {
            @if lasts && of.status == Status::Paused { (link("resume", RESUME_BATCH, "Resume")) }
            @else if lasts { (link("pause", PAUSE_BATCH, "Pause")) }
            @if lasts { (link("cancel", CANCEL_BATCH, "Cancel")) }
            @if of.counts.failed > 0 && of.cancelled_at.is_none() { (link("retry", RETRY_BATCH, "Retry failed items")) }
            @if lasts && throttled { (link("unthrottle", UNTHROTTLE_BATCH, "Clear its throttle")) }
        }
    }
}
