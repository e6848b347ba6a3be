//! GET /dashboard: how the business stands.

use axum::extract::State;
use axum::response::Response;
use domain::business;
use futures::FutureExt;
use maud::html;

use super::addresses::HOME;
use super::frame::{Wrong, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::refusal::Refusal;

/// The page.
pub async fn home(State(app): State<App>, member: Member) -> Result<Response, Wrong> {
    let id = member.business();
    let found = app.read(move |conn| business::get(conn, id).boxed()).await.map_err(Refusal::from)?;
    let balances = found.ok_or(Refusal::NotFound)?.balances;
    let main = html! {
        dl.figures {
            div { dt { "Payout balance" } dd id="payout-balance" { (balances.payout_balance) } }
            div { dt { "Main balance" } dd id="main-balance" { (balances.balance) } }
            div { dt { "Set aside" } dd id="reserve" { (balances.reserve) } }
        }
    };
    Ok(shown(&member, HOME, "Home", main))
}
