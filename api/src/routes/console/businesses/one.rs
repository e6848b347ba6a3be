//! GET /console/businesses/{id}: one business, and the commands about it.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::business::{self, Business, Pending};
use domain::ids::BusinessId;
use domain::steering::{self, Hold, Subject};
use domain::throttle::{self, Throttled};
use futures::FutureExt;
use maud::{Markup, html};
use sqlx::PgConnection;

use super::waits;
use crate::app::App;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id};
use crate::routes::console::addresses::{BUSINESSES, CLEAR_THROTTLE, PAUSE, RESUME, SWITCH};
use crate::routes::console::commands::{holds, rates};
use crate::routes::console::frame::{PageError, shown};
use crate::routes::console::throttles;

/// The data of the page.
struct Read {
    business: Business,
    pending: Pending,
    held_since: Option<DateTime<Utc>>,
    holds: Vec<Hold>,
    throttle: Option<Throttled>,
}

/// Shows the business.
pub async fn one(
    State(app): State<App>,
    wanted: Result<Path<BusinessId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let found = app.read(move |conn| async move { read(conn, wanted).await }.boxed()).await;
    let found = found.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let main = html! {
        (facts(&app, &found))
        h2 { "Commands" }
        (actions(&found))
        h2 { "Throttle it" }
        (throttles::form(Some(&wanted.to_string())))
    };
    Ok(shown(BUSINESSES, &found.business.name, main))
}

async fn read(conn: &mut PgConnection, wanted: BusinessId) -> Result<Option<Read>, sqlx::Error> {
    let Some(business) = business::get(conn, wanted).await? else { return Ok(None) };
    Ok(Some(Read {
        business,
        pending: business::pending(conn, wanted).await?,
        held_since: steering::held_since(conn, wanted).await?,
        holds: steering::holds(conn, Subject { business: Some(wanted), ..Subject::default() }).await?,
        throttle: throttle::find(conn, (Some(wanted), None)).await?,
    }))
}

fn facts(app: &App, of: &Read) -> Markup {
    let Read { business, pending, held_since, throttle, .. } = of;
    // A pause of webhooks is left out: it applies to all businesses alike and holds no payments.
    let holding: Vec<Hold> = of.holds.iter().copied().filter(|hold| *hold != Hold::Webhooks).collect();
    let waits = waits(app, business.id);
    html! {
        dl.facts {
            dt { "Id" } dd { (id(business.id)) }
            dt { "Mode" } dd { (business.mode.as_str()) }
            dt { "Payouts" } dd id="payouts" { (if business.payouts_enabled { "on" } else { "switched off" }) }
            dt { "Payout balance" } dd { (business.balances.payout_balance) }
            dt { "Main balance" } dd { (business.balances.balance) }
            dt { "Reserved for batches" } dd { (business.balances.reserve) }
            dt { "Not finished" } dd { (count(pending.count)) " allocations, " (pending.amount) }
            dt { "Ready, about" } dd { (count(waits.map_or(0.0, |waits| waits.ready) as i64)) }
            dt { "Claims in a turn" } dd { (business.weight) }
            dt { "Held" }
            dd id="held" {
                @if let Some(since) = held_since { "since " (time(*since)) ": " }
                @if holding.is_empty() { "no" } @else { (holds(&holding)) }
            }
            dt { "Throttle" }
            dd id="throttle" {
                @if let Some(throttle) = throttle { "at most " (rates(throttle.rates)) } @else { "none" }
            }
            dt { "Created" } dd { (time(business.created_at)) }
        }
    }
}

fn actions(of: &Read) -> Markup {
    let business = &of.business;
    let about = format!("scope=business&which={}", business.id);
    html! {
        div.pages {
            a role="button" class="outline" href={ (PAUSE) "?" (about) } { "Pause" }
            a role="button" class="outline" href={ (RESUME) "?" (about) } { "Resume" }
            @if of.throttle.is_some() {
                a role="button" class="outline" href={ (CLEAR_THROTTLE) "?" (about) } { "Clear its throttle" }
            }
            a role="button" class="outline" href={ (SWITCH) "?id=" (business.id) "&payouts=" (if business.payouts_enabled { "off" } else { "on" }) } {
                "Switch payouts " (if business.payouts_enabled { "off" } else { "on" })
            }
        }
    }
}
