//! GET /dashboard/webhooks/events: the recent events that at least one endpoint had selected.

use axum::extract::State;
use axum::response::Response;
use domain::event::{self, Event, EventType};
use domain::ids::EventId;
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};
use crate::routes::dashboard::addresses::{EVENTS, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, shown};

/// The query: only events of a type.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Lists the events, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<EventId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let asked = restriction.kind.filter(|kind| !kind.is_empty());
    let kind = choice("type", asked, &EventType::ALL, EventType::as_str)?;
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let read = app.read(move |conn| event::recent(conn, business, kind, before, fetch).boxed());
    let found = read.await.map_err(Refusal::from)?;
    let (rows, next) = page.rows(found.events, |row| row.id);
    // If the search reached the most events that one page may look at, older ones are on the next page.
    let older = found.looked_to.and_then(|last| page.address_after(&last));
    let next = next.or(older);
    let first = kind.map_or_else(|| EVENTS.to_owned(), |kind| format!("{EVENTS}?type={}", kind.as_str()));
    let main = html! {
        p { "Events that at least one endpoint had selected when they happened. They are kept for 30 days, unless the operator has set another time." }
        form.filter method="get" action=(EVENTS) {
            label for="type" { "Type" }
            select id="type" name="type" {
                option value="" { "Any" }
                @for one in EventType::ALL { option value=(one.as_str()) selected[kind == Some(one)] { (one.as_str()) } }
            }
            button type="submit" { "Show" }
        }
        @if !rows.is_empty() { (wide("Events", table(&rows))) }
        @else if next.is_some() { p { "There are none among the events that were searched. The next page searches older ones." } }
        @else { p { "There are none." } }
        (pages(&first, page.after.is_none(), next.as_deref()))
        p { a href=(WEBHOOKS) { "Back to the webhooks" } }
    };
    Ok(shown(&member, WEBHOOKS, "Recent events", main))
}

fn table(rows: &[Event]) -> Markup {
    html! {
        table {
            thead { tr { th { "When" } th { "Type" } th { "Id" } th { "What" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (time(row.created_at)) }
                        td { (row.kind) }
                        td { (id(row.id)) }
                        td { details { summary { "Data" } code.data { (row.data) } } }
                    }
                }
            }
        }
    }
}
