//! GET /console/businesses: the businesses with the largest backlogs, or all businesses.

pub mod one;
pub mod switch;

use axum::extract::State;
use axum::response::Response;
use domain::business::{self, Business};
use domain::ids::BusinessId;
use domain::queue::BusinessBacklog;
use domain::steering;
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;
use sqlx::PgConnection;

use super::addresses::BUSINESSES;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::pieces::{count, id, nothing, pages, wide};

/// The largest number of businesses in the list by backlog.
const BUSIEST: usize = 50;

/// Which list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Waiting,
    All,
}

/// The query: which list to show.
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

/// Lists the businesses.
pub async fn list(
    State(app): State<App>,
    page: Page<BusinessId>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let show = choice("show", restriction.show, &[Show::Waiting, Show::All], Show::as_str)?;
    let show = show.unwrap_or(Show::Waiting);
    let (rows, next) = if show == Show::All { all(&app, &page).await? } else { (busiest(&app).await?, None) };
    let main = html! {
        nav.pages aria-label="Which businesses" {
            a href=(BUSINESSES) aria-current=[(show == Show::Waiting).then_some("true")] { "By backlog" }
            a href={ (BUSINESSES) "?show=all" } aria-current=[(show == Show::All).then_some("true")] { "All, newest first" }
        }
        @if !rows.is_empty() { (wide("Businesses", table(&rows))) }
        @else if page.after.is_some() { (nothing(false, "")) }
        @else if show == Show::All { p { "There are no businesses yet. Create one with " code { "payout business create" } "." } }
        @else { p { "No business has a backlog." } }
        (pages(&format!("{BUSINESSES}?show=all"), page.after.is_none(), next.as_deref()))
    };
    Ok(shown(BUSINESSES, "Businesses", main))
}

/// A business, its backlog, and whether it is held.
struct Row {
    business: Business,
    waits: Option<BusinessBacklog>,
    /// Whether the business or everything is paused, or the business is switched off.
    held: bool,
}

async fn all(app: &App, page: &Page<BusinessId>) -> Result<(Vec<Row>, Option<String>), Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| {
        async move {
            let rows = business::list(conn, None, before, fetch).await?;
            with_holds(conn, rows).await
        }
        .boxed()
    });
    let (rows, next) = page.rows(read.await?, |(row, _)| row.id);
    let row = |(business, held): (Business, bool)| Row { waits: waits(app, business.id), business, held };
    Ok((rows.into_iter().map(row).collect(), next))
}

/// The businesses with the largest backlogs, by the latest sample of the queue. Reads only the businesses and what
/// holds them.
async fn busiest(app: &App) -> Result<Vec<Row>, Refusal> {
    let sampled = app.backpressure.latest().map(|latest| latest.backlog.businesses).unwrap_or_default();
    let mut waiting: Vec<(BusinessId, BusinessBacklog)> = sampled.into_iter().collect();
    waiting.sort_by(|(_, one), (_, other)| (other.ready + other.later).total_cmp(&(one.ready + one.later)));
    waiting.truncate(BUSIEST);
    let ids: Vec<BusinessId> = waiting.iter().map(|(id, _)| *id).collect();
    let read = app.read(move |conn| {
        async move {
            let rows = business::several(conn, &ids).await?;
            with_holds(conn, rows).await
        }
        .boxed()
    });
    let mut found = read.await?;
    let mut take =
        |id| found.iter().position(|(business, _)| business.id == id).map(|place| found.swap_remove(place));
    let row = |(id, waits)| take(id).map(|(business, held)| Row { business, waits: Some(waits), held });
    Ok(waiting.into_iter().filter_map(row).collect())
}

async fn with_holds(
    conn: &mut PgConnection,
    rows: Vec<Business>,
) -> Result<Vec<(Business, bool)>, sqlx::Error> {
    let ids: Vec<BusinessId> = rows.iter().map(|row| row.id).collect();
    let held = steering::businesses_held(conn, &ids).await?;
    let is_held = |row: &Business| held.contains(&row.id);
    Ok(rows.into_iter().map(|row| (is_held(&row), row)).map(|(held, row)| (row, held)).collect())
}

/// The backlog of a business in the latest sample.
fn waits(app: &App, business: BusinessId) -> Option<BusinessBacklog> {
    app.backpressure.latest()?.backlog.businesses.get(&business).copied()
}

fn table(rows: &[Row]) -> Markup {
    html! {
        table {
            thead {
                tr { th { "Business" } th { "Id" } th { "Ready" } th { "Scheduled or deferred" } th { "Payout balance" } th { "Payouts" } }
            }
            tbody {
                @for Row { business, waits, held } in rows {
                    tr {
                        td { a href={ (BUSINESSES) "/" (business.id) } { (business.name) } small { (business.mode.as_str()) } }
                        td { (id(business.id)) }
                        td { (count(waits.map_or(0.0, |waits| waits.ready) as i64)) }
                        td { (count(waits.map_or(0.0, |waits| waits.later) as i64)) }
                        td.money { (business.balances.payout_balance) }
                        td {
                            @if !business.payouts_enabled { "switched off" } @else if *held { "on" small { "paused" } } @else { "on" }
                        }
                    }
                }
            }
        }
    }
}
