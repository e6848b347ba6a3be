//! GET /dashboard/usage: how the business uses the API. The chart covers all days that are kept, the tables the days
//! asked for.

mod chart;

use axum::extract::State;
use axum::response::Response;
use domain::usage::{KEPT_DAYS, Sum};
use maud::{Markup, html};
use serde::Deserialize;

use self::chart::chart;
use super::addresses::USAGE;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Query;
use crate::pages::pieces::{count, wide};
use crate::routes::v1::usage::get::Day;
use crate::routes::v1::usage::{Range, used};

/// The query: the days that the tables cover. An empty field counts as absent.
#[derive(Debug, Deserialize)]
pub struct Days {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// Shows the page.
pub async fn usage(
    State(app): State<App>,
    member: Member,
    Query(days): Query<Days>,
) -> Result<Response, PageError> {
    let today = app.clock.now().date_naive();
    let given = |text: String| (!text.is_empty()).then_some(text);
    let range = Range::read(given(days.from), given(days.to), today)?;
    let kept = used(&app, member.business(), Range::kept(today)).await?;
    let kept: Vec<Day> = kept.days.iter().map(|(day, outcomes)| Day::of(*day, outcomes)).collect();
    let asked = used(&app, member.business(), range).await?;
    let days: Vec<Day> = asked.days.iter().map(|(day, outcomes)| Day::of(*day, outcomes)).collect();
    let main = html! {
        p {
            "Requests with the API keys of this business, by the day (UTC) of their answer. A request is shown up to a minute \
             later. Usage is kept for " (KEPT_DAYS) " days."
        }
        div.charts { (chart(&kept)) }
        (filter(range))
        @if asked.routes.is_empty() {
            p id="nothing" {
                "No request from " (range.from) " to " (range.to) ". Requests are counted as soon as a program sends an API key."
            }
        } @else {
            h2 { "By route and outcome" }
            (wide("By route and outcome", routes_table(&asked.routes)))
            h2 { "By day" }
            (wide("By day", days_table(&days)))
            (outcomes())
        }
    };
    Ok(shown(&member, USAGE, "Usage", main))
}

fn filter(range: Range) -> Markup {
    html! {
        form.inline method="get" action=(USAGE) {
            label for="from" { "From" }
            input id="from" type="date" name="from" value=(range.from) required;
            label for="to" { "to" }
            input id="to" type="date" name="to" value=(range.to) required;
            button type="submit" { "Show" }
            a href=(USAGE) { "The last 30 days" }
        }
    }
}

fn routes_table(routes: &[Sum<String>]) -> Markup {
    html! {
        table id="routes" {
            thead {
                tr { th { "Route" } th { "Outcome" } th { "Requests" } th { "Half within" } th { "95 % within" } }
            }
            tbody {
                @for one in routes {
                    tr {
                        td { code { (one.of) } }
                        td { (one.outcome.as_str()) }
                        td { (count(one.latencies.requests())) }
                        td { (within(one.latencies.within_ms(50))) }
                        td { (within(one.latencies.within_ms(95))) }
                    }
                }
            }
        }
    }
}

/// The table of the days with requests, newest first.
fn days_table(days: &[Day]) -> Markup {
    html! {
        table id="days" {
            thead {
                tr {
                    th { "Day" } th { "Requests" } th { "2xx" } th { "4xx" } th { "429" } th { "5xx" } th { "Left" }
                    th { "Half within" } th { "95 % within" }
                }
            }
            tbody {
                @for one in days.iter().rev().filter(|one| one.requests > 0) {
                    tr {
                        td { a href=(format!("{USAGE}?from={0}&to={0}", one.day)) { (one.day) } }
                        td { (count(one.requests)) }
                        td { (count(one.succeeded)) }
                        td { (count(one.refused)) }
                        td { (count(one.rate_limited)) }
                        td { (count(one.failed)) }
                        td { (count(one.aborted)) }
                        td { (within(one.p50_ms)) }
                        td { (within(one.p95_ms)) }
                    }
                }
            }
        }
    }
}

fn within(ms: Option<u64>) -> String {
    ms.map_or_else(
        || "over 10 s".to_owned(),
        |ms| if ms < 1_000 { format!("{ms} ms") } else { format!("{} s", ms / 1_000) },
    )
}

fn outcomes() -> Markup {
    html! {
        details {
            summary { "What the columns mean" }
            dl.facts {
                dt { "2xx" } dd { "Done, or accepted." }
                dt { "4xx" } dd { "Rejected: the response says why. The frequent outcomes have their own rows." }
                dt { "429" } dd { "Too many requests at once: send it again after the time in Retry-After." }
                dt { "5xx" } dd { "Not done, because of a problem on the server. Nothing was paid." }
                dt { "aborted, left" } dd { "The program left before the response. The request may have been carried out: send it again with the same key." }
                dt { "within" } dd { "This share of the requests was answered within this time, from the head of the request to the head of the response." }
            }
        }
    }
}
