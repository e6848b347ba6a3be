//! GET /dashboard/webhooks/{id}: one endpoint, the actions on it, and its deliveries.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::event::EventType;
use domain::held::HeldBy;
use domain::ids::{BusinessId, EventId, WebhookId};
use domain::member::Permission;
use domain::webhook::{self, Delivery, DeliveryState, Endpoint, Kind};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;
use sqlx::PgConnection;

use super::{address_of, fields, held_note, log, state};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Path, Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id};
use crate::routes::dashboard::addresses::{PAYOUT_WEBHOOK, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::dashboard::questions::once;

/// The largest number of pending deliveries that are counted, so that the page costs the same if a million are pending.
const COUNTED: i64 = 1_000;

/// The choices of how far back deliveries are sent again, in hours.
const SINCE: [(i64, &str); 4] =
    [(1, "The last hour"), (24, "The last day"), (168, "The last seven days"), (720, "The last 30 days")];

/// The query: only deliveries in a state.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    status: Option<String>,
}

/// The data of the page.
struct Read {
    endpoint: Endpoint,
    deliveries: Vec<Delivery>,
    pending: i64,
    held: Option<HeldBy>,
}

/// Shows the endpoint.
pub async fn one(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
    page: Page<EventId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let asked = restriction.status.filter(|status| !status.is_empty());
    let only = choice("status", asked, &log::STATES, DeliveryState::as_str)?;
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let found = app
        .read(move |conn| async move { read(conn, business, wanted, (only, before, fetch)).await }.boxed());
    let Read { endpoint, deliveries, pending, held } =
        found.await.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let (rows, next) = page.rows(deliveries, |row| row.event_id);
    let may = member.has(Permission::Integration);
    let log = log::Log { endpoint: wanted, rows: &rows, only, first: page.after.is_none(), next, held, may };
    let main = html! {
        (held_note(held))
        (facts(&endpoint, pending))
        @if may { (actions(&app, &endpoint)) }
        h2 { "Deliveries" }
        (log.markup(&app))
        @if may && endpoint.enabled { (everything_since(&app, &endpoint)) }
    };
    let title = if endpoint.kind == Kind::Payout { "Payout webhook" } else { "Endpoint" };
    Ok(shown(&member, WEBHOOKS, title, main))
}

async fn read(
    conn: &mut PgConnection,
    business: BusinessId,
    wanted: WebhookId,
    (only, before, fetch): (Option<DeliveryState>, Option<EventId>, i64),
) -> Result<Option<Read>, sqlx::Error> {
    let Some(endpoint) = webhook::get(conn, business, wanted).await? else { return Ok(None) };
    Ok(Some(Read {
        endpoint,
        deliveries: webhook::deliveries(conn, business, wanted, only, before, fetch).await?,
        pending: webhook::pending(conn, business, wanted, COUNTED + 1).await?,
        held: webhook::held(conn).await?,
    }))
}

fn facts(of: &Endpoint, pending: i64) -> Markup {
    html! {
        dl.facts {
            dt { "Address" } dd id="url-now" { (of.url) }
            dt { "Id" } dd { (id(of.id)) }
            dt { "Events" } dd { @for event in &of.events { div { (event) } } }
            dt { "State" } dd id="state" { (state(of)) }
            dt { "Pending" }
            dd id="pending" {
                @if pending > COUNTED { "more than " (count(COUNTED)) } @else { (count(pending)) }
                @if pending > 0 && !of.enabled { ", sent when it is switched on" }
            }
            @if let Some(until) = of.previous_secret_until {
                dt { "Previous secret" } dd { "signs until " (time(until)) }
            }
            dt { "Created" } dd { (time(of.created_at)) }
        }
    }
}

fn actions(app: &App, of: &Endpoint) -> Markup {
    let address = address_of(of.id);
    html! {
        div.pages {
            @if of.kind == Kind::Payout { a role="button" class="outline" href=(PAYOUT_WEBHOOK) { "Change it" } }
            @else {
                form method="post" action={ (address) "/change" } {
                    input type="hidden" name="enabled" value=(!of.enabled);
                    button.outline type="submit" { "Switch it " (if of.enabled { "off" } else { "on" }) }
                }
            }
            a role="button" class="outline" href={ (address) "/rotate-secret" } { "New secret" }
            a role="button" class="outline" href={ (address) "/delete" } { "Delete it" }
        }
        @if of.enabled {
            form.filter id="test" method="post" action={ (address) "/test" } {
                label for="sample" { "Send a sample of" }
                select id="sample" name="type" {
                    @if of.kind == Kind::Standard { option value="" { "A test" } }
                    @for kind in EventType::SELECTABLE.into_iter().filter(|kind| of.kind == Kind::Standard || kind.is_of_payouts()) {
                        option value=(kind.as_str()) { (kind.as_str()) }
                    }
                }
                (once(app.clock.id()))
                button type="submit" { "Send it" }
            }
        }
        @if of.kind == Kind::Standard {
            details {
                summary { "Change its address or events" }
                form.narrow id="change" method="post" action={ (address) "/change" } {
                    (fields(Some(&of.url), &of.events, |_| true))
                    button type="submit" { "Change it" }
                }
            }
        }
    }
}

fn everything_since(app: &App, of: &Endpoint) -> Markup {
    let now = app.clock.now();
    // A point in time, not a duration: a form that is sent twice then asks for the same deliveries.
    let since =
        |hours: i64| -> DateTime<Utc> { now.checked_sub_signed(TimeDelta::hours(hours)).unwrap_or(now) };
    html! {
        h2 { "Send again" }
        p { "Sends all events since then that the endpoint selects, with the ids that they had." }
        form.filter id="since-form" method="post" action={ (address_of(of.id)) "/redeliver" } {
            label for="since" { "Events of" }
            select id="since" name="since" {
                @for (hours, name) in SINCE {
                    option value=(since(hours).to_rfc3339_opts(SecondsFormat::Secs, true)) { (name) }
                }
            }
            (once(app.clock.id()))
            button type="submit" { "Send again" }
        }
    }
}
