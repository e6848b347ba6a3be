//! GET /console/businesses: those that have most that waits, or all of them.

pub mod one;
pub mod switch;

use axum::extract::State;
use axum::response::Response;
use domain::business::{self, Business};
use domain::ids::BusinessId;
use domain::queue::Waits;
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;

use super::addresses::BUSINESSES;
use super::frame::{Wrong, shown};
use crate::app::App;
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::pieces::{count, id, pages, wide};

/// How many of those with most that waits are shown.
const BUSIEST: usize = 50;

/// What is shown of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Waiting,
    All,
}

/// Which businesses.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    show: Option<String>,
}

impl Show {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::All => "all",
        }
    }
}

/// The businesses.
pub async fn list(
    State(app): State<App>,
    page: Page<BusinessId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, Wrong> {
    let show = choice("show", restriction.show, &[Show::Waiting, Show::All], Show::as_str)?;
    let show = show.unwrap_or(Show::Waiting);
    let (rows, next) = if show == Show::All { all(&app, &page).await? } else { (busiest(&app).await?, None) };
    let main = html! {
        nav.pages aria-label="Which businesses" {
            a href=(BUSINESSES) aria-current=[(show == Show::Waiting).then_some("true")] { "By what waits" }
            a href={ (BUSINESSES) "?show=all" } aria-current=[(show == Show::All).then_some("true")] { "All, newest first" }
        }
        @if !rows.is_empty() { (wide("Businesses", table(&rows))) }
        @else if show == Show::All { p { "There is no business. Make one by " code { "payout business create" } "." } }
        @else { p { "Nothing waits, of no business." } }
        (pages(&format!("{BUSINESSES}?show=all"), page.after.is_none(), next.as_deref()))
    };
    Ok(shown(BUSINESSES, "Businesses", main))
}

/// A business, and what waits of it.
type Row = (Business, Option<Waits>);

async fn all(app: &App, page: &Page<BusinessId>) -> Result<(Vec<Row>, Option<String>), Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| business::list(conn, None, before, fetch).boxed()).await?;
    let (rows, next) = page.rows(rows, |row| row.id);
    Ok((
        rows.into_iter()
            .map(|row| {
                let waits = waits(app, row.id);
                (row, waits)
            })
            .collect(),
        next,
    ))
}

/// By the sample of the queue: only what they are called is read.
async fn busiest(app: &App) -> Result<Vec<Row>, Refusal> {
    let sampled = app.backpressure.latest().map(|latest| latest.backlog.businesses).unwrap_or_default();
    let mut waiting: Vec<(BusinessId, Waits)> = sampled.into_iter().collect();
    waiting.sort_by(|(_, one), (_, other)| (other.ready + other.later).total_cmp(&(one.ready + one.later)));
    waiting.truncate(BUSIEST);
    let ids: Vec<BusinessId> = waiting.iter().map(|(id, _)| *id).collect();
    let mut found = app.read(move |conn| async move { business::several(conn, &ids).await }.boxed()).await?;
    let mut take =
        |id| found.iter().position(|business| business.id == id).map(|place| found.swap_remove(place));
    Ok(waiting.into_iter().filter_map(|(id, waits)| Some((take(id)?, Some(waits)))).collect())
}

/// What waits of a business, as it was sampled.
fn waits(app: &App, business: BusinessId) -> Option<Waits> {
    app.backpressure.latest()?.backlog.businesses.get(&business).copied()
}

fn table(rows: &[Row]) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Business" } th { "Id" } th { "Ready" } th { "Scheduled or deferred" } th { "Payout balance" } th { "Payouts" } }
            }
            tbody {
                @for (business, waits) in rows {
                    tr {
                        td { a href={ (BUSINESSES) "/" (business.id) } { (business.name) } small { (business.mode.as_str()) } }
                        td { (id(business.id)) }
                        td { (count(waits.map_or(0.0, |waits| waits.ready) as i64)) }
                        td { (count(waits.map_or(0.0, |waits| waits.later) as i64)) }
                        td.money { (business.balances.payout_balance) }
                        td { (if business.payouts_enabled { "on" } else { "switched off" }) }
                    }
                }
            }
        }
    }
}
