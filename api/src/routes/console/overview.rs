//! GET /console: an overview of the service. A script refreshes it every two seconds, from samples that the process has
//! anyway.

mod attention;
mod chart;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use self::attention::attention;
use self::chart::{Series, chart};
use super::addresses::OVERVIEW;
use super::frame::shown;
use crate::app::App;
use crate::app::backpressure::LatestSample;
use crate::app::watched::Watched;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, duration, id};

/// How often a script refreshes the page.
const LOOK_AGAIN: &str = "every 2s";

/// A drain rate, in jobs a second, below which no time until empty is shown.
const SLOWEST_DRAIN: f64 = 0.1;

/// Shows the page.
pub async fn overview(State(app): State<App>) -> Response {
    let (latest, watched) = (app.backpressure.latest(), app.watched().await);
    let watched = watched.as_deref();
    let main = html! {
        section id="live" hx-get=(OVERVIEW) hx-trigger=(LOOK_AGAIN) hx-select="#live" hx-target="#live" hx-swap="outerHTML" {
            @if let Err(refusal) = watched { (silent(refusal)) }
            @match &latest {
                Some(latest) => (numbers(latest, watched.ok())),
                None => p { "The queue was not sampled yet." },
            }
            h2 { "What needs attention" }
            (attention(watched.ok()))
            h2 { "Workers" }
            @if let Ok(watched) = watched { (workers(watched)) } @else { p { "Not known." } }
        }
    };
    shown(OVERVIEW, "Overview", main)
}

fn silent(refusal: &Refusal) -> Markup {
    html! {
        p.fault role="alert" {
            "The database does not answer (" (refusal.problem().detail()) "). This page shows the last known state. Check the \
             database and the log of this process."
        }
    }
}

fn numbers(latest: &LatestSample, watched: Option<&Watched>) -> Markup {
    let backlog = &latest.backlog;
    let bulk = (backlog.ready - backlog.interactive).max(0.0);
    let drain = latest.drain.unwrap_or(0.0);
    let held = backlog.held();
    let empty_in = match backlog.ready {
        ready if ready < 1.0 => "empty".to_owned(),
        _ if backlog.is_paused() => "never: paused".to_owned(),
        _ if drain < SLOWEST_DRAIN => "not known: nothing is paid".to_owned(),
        _ => duration(backlog.seconds_left(drain)),
    };
    let ready = [
        Series {
            name: "Batches",
            class: "bulk",
            points: latest.moments.iter().map(|moment| moment.bulk).collect(),
        },
        Series {
            name: "Single",
            class: "interactive",
            points: latest.moments.iter().map(|moment| moment.interactive).collect(),
        },
    ];
    let rate = [Series {
        name: "Ended a second",
        class: "rate",
        points: latest.moments.iter().map(|moment| moment.drain).collect(),
    }];
    html! {
        dl.figures {
            (figure("ready", "Ready", &count(backlog.ready as i64)))
            (figure("interactive", "of single requests", &count(backlog.interactive as i64)))
            (figure("bulk", "of batches", &count(bulk as i64)))
            @if held >= 1.0 { (figure("held", "Ready, but held", &count(held as i64))) }
            (figure("later", "Scheduled or deferred", &count(backlog.later as i64)))
            @if let Some(watched) = watched {
                (figure("oldest", "Oldest ready", &duration(watched.queue.oldest_ready_age_seconds)))
                (figure("waiting", "Businesses waiting", &count(watched.queue.businesses_waiting)))
            }
            (figure("drain", "Payments a second", &format!("{drain:.1}")))
            (figure("empty", if held >= 1.0 { "Rest empty in" } else { "Empty in" }, &empty_in))
        }
        div.charts {
            (chart("Ready allocations", &ready))
            (chart("Payments a second", &rate))
        }
    }
}

fn figure(name: &str, label: &str, value: &str) -> Markup {
    html! { div { dt { (label) } dd id=(name) { (value) } } }
}

fn workers(watched: &Watched) -> Markup {
    html! {
        p {
            @match &watched.leader {
                Some(leader) => { "The worker " (id(leader)) " leads. " },
                None => { "No worker leads. " },
            }
            "Workers have " (count(watched.worker_sessions)) " sessions on the database. Seen at " (time(watched.at)) "."
        }
    }
}
