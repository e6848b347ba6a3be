//! GET /dashboard/settings: the settings of the business, and the forms that change them.

pub mod rename;
pub mod set_alert;
pub mod set_origins;
pub mod switch_payouts;
pub mod top_up;

use axum::extract::State;
use axum::response::Response;
use domain::business::{self, Business, MAX_ORIGINS};
use domain::ids::BusinessId;
use domain::member::Permission;
use domain::money::Cents;
use domain::steering;
use futures::FutureExt;
use maud::{Markup, html};
use sqlx::PgConnection;

use super::addresses::{BRAND, RENAME, SET_ALERT, SET_ORIGINS, SETTINGS, SWITCH_PAYOUTS, TOP_UP};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::id;

/// The data of the page.
struct Read {
    business: Business,
    alert: Option<Cents>,
    origins: Vec<String>,
    by_operator: bool,
}

/// Shows the settings.
pub async fn show(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let business = member.business();
    let read = app.read(move |conn| async move { read(conn, business).await }.boxed());
    let found = read.await.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let owner = member.has(Permission::Ownership);
    let main = html! {
        (facts(&found.business))
        h2 { "Payouts" }
        (payouts(&found, owner))
        h2 { "Top up" }
        (top_up(&found.business, member.has(Permission::Money)))
        h2 { "Low balance" }
        (alert(found.alert, owner))
        h2 { "Allowed origins" }
        (origins(&found.origins, owner))
        @if owner {
            h2 { "Name" }
            form.narrow method="post" action=(RENAME) {
                label for="name" { "Name of the business" }
                input id="name" name="name" required maxlength="200" autocomplete="off" value=(found.business.name);
                button type="submit" { "Rename" }
            }
            h2 { "What payout users see" }
            p { a href=(BRAND) { "Name, colour and logo on the page of your payout users" } }
        }
    };
    Ok(shown(&member, SETTINGS, "Settings", main))
}

async fn read(conn: &mut PgConnection, id: BusinessId) -> Result<Option<Read>, sqlx::Error> {
    let Some(business) = business::get(conn, id).await? else { return Ok(None) };
    Ok(Some(Read {
        by_operator: steering::switched_off_by_operator(conn, id).await?,
        business,
        alert: business::low_balance_threshold(conn, id).await?,
        origins: business::allowed_origins(conn, id).await?,
    }))
}

fn facts(of: &Business) -> Markup {
    html! {
        dl.facts {
            dt { "Business" } dd { (of.name) }
            dt { "Id" } dd { (id(of.id)) }
            dt { "Mode" } dd { (of.mode.as_str()) }
            dt { "Created" } dd { (time(of.created_at)) }
        }
    }
}

fn payouts(of: &Read, owner: bool) -> Markup {
    let on = of.business.payouts_enabled;
    html! {
        p id="payouts" {
            "Payouts are " strong { (if on { "on" } else { "switched off" }) } ". "
            @if !on { "New payouts are rejected with 403, and pending ones are held." }
        }
        @if !on && of.by_operator { p.note { "An operator has switched them off, and only an operator can switch them on." } }
        @else if owner {
            div.pages {
                a role="button" class="outline" href={ (SWITCH_PAYOUTS) "?payouts=" (if on { "off" } else { "on" }) } {
                    "Switch payouts " (if on { "off" } else { "on" })
                }
            }
        }
    }
}

fn top_up(of: &Business, may: bool) -> Markup {
    html! {
        dl.figures {
            div { dt { "Main balance" } dd id="main-balance" { (of.balances.balance) } }
            div { dt { "Payout balance" } dd id="payout-balance" { (of.balances.payout_balance) } }
        }
        @if may {
            form.narrow id="top-up" method="get" action=(TOP_UP) {
                label for="amount" { "Dollars from the main balance to the payout balance" }
                input id="amount" name="amount" required inputmode="decimal" autocomplete="off" maxlength="20";
                button type="submit" { "Show what it would move" }
            }
        }
    }
}

fn alert(threshold: Option<Cents>, owner: bool) -> Markup {
    html! {
        p id="alert" {
            @match threshold {
                Some(threshold) => {
                    "The event " code { "balance.low" } " is sent each time the payout balance falls below " strong { (threshold) } "."
                },
                None => { "No event is sent when the payout balance is low." },
            }
        }
        @if owner {
            form.narrow method="post" action=(SET_ALERT) {
                label for="threshold" { "Alert when the payout balance falls below, in dollars" }
                input id="threshold" name="threshold" inputmode="decimal" autocomplete="off" maxlength="20"
                    value=[threshold.map(plain)] aria-describedby="threshold-help";
                small id="threshold-help" { "Leave it empty for no alert." }
                button type="submit" { "Set the alert" }
            }
        }
    }
}

/// Formats an amount for a form field: without the dollar sign and thousands separators.
fn plain(amount: Cents) -> String {
    amount.to_string().replace(['$', ','], "")
}

fn origins(of: &[String], owner: bool) -> Markup {
    html! {
        p { "Pages of these origins may call the API from a browser with a payout user's hash." }
        @if of.is_empty() { p id="origins-now" { "No origin is allowed." } }
        @else { ul id="origins-now" { @for origin in of { li { (origin) } } } }
        @if owner {
            form.narrow method="post" action=(SET_ORIGINS) {
                label for="origins" { "Origins, each on a line of its own" }
                textarea id="origins" name="origins" rows="4" aria-describedby="origins-help" { (of.join("\n")) }
                small id="origins-help" {
                    "As browsers send them, such as https://shop.example.com. At most " (MAX_ORIGINS) ". The list replaces the earlier one."
                }
                button type="submit" { "Set the origins" }
            }
        }
    }
}
