//! GET /dashboard: an overview of the business. While batches are under way, a script refreshes the changing part.

mod attention;
mod paid;
mod seen;
mod under_way;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use futures::FutureExt;
use maud::{Markup, html};

use self::seen::{HomeSnapshot, look};
use super::addresses::{HOME, TRANSACTIONS};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::html::HX_REQUEST;
use crate::http::refusal::Refusal;
use crate::pages::pieces::count;

/// How often a script refreshes the page while batches are under way.
const LOOK_AGAIN: &str = "every 3s";

/// Shows the page. A refresh leaves out the chart of what was paid.
pub async fn home(State(app): State<App>, member: Member, headers: HeaderMap) -> Result<Response, PageError> {
    let (id, now) = (member.business(), app.clock.now());
    let whole = !headers.contains_key(HX_REQUEST);
    let seen = app.read(move |conn| async move { look(conn, id, whole, now).await }.boxed()).await;
    let seen = seen.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let moves = !seen.under_way.is_empty();
    let main = html! {
        section id="live" hx-get=[moves.then_some(HOME)] hx-trigger=[moves.then_some(LOOK_AGAIN)]
            hx-select=[moves.then_some("#live")] hx-target=[moves.then_some("#live")] hx-swap=[moves.then_some("outerHTML")] {
            (balances(&seen))
            h2 { "What needs attention" }
            (attention::attention(&seen))
            h2 { "Batches under way" }
            (under_way::under_way(&seen.under_way))
        }
        @if let Some(paid) = &seen.paid {
            h2 { "Paid" }
            (paid::paid(paid))
        }
    };
    Ok(shown(&member, HOME, "Home", main))
}

fn balances(seen: &HomeSnapshot) -> Markup {
    let balances = seen.business.balances;
    html! {
        dl.figures {
            div { dt { "Payout balance" } dd id="payout-balance" { (balances.payout_balance) } }
            div { dt { "Main balance" } dd id="main-balance" { (balances.balance) } }
            div { dt { "Set aside" } dd id="reserve" { (balances.reserve) } }
            div { dt { "Not yet paid" } dd id="pending" { (seen.pending.amount) small { (count(seen.pending.count)) " payments" } } }
        }
        p { a href=(TRANSACTIONS) { "All transactions" } }
    }
}
