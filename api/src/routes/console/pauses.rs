//! GET /console/pauses: the pauses in force, and a form that adds one.

pub mod pause;
pub mod resume;

use axum::extract::State;
use axum::response::Response;
use domain::steering::{self, InForce, Orders};
use domain::withdrawal::Method;
use futures::FutureExt;
use maud::{Markup, html};
use serde_json::Value;
use url::form_urlencoded;

use super::addresses::{PAUSE, PAUSES, RESUME};
use super::commands::body;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::http::extract::Form;
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, nothing, pages, wide};
use crate::routes::steering::PauseBody;

/// The scopes of a pause: the API's name, the label on the page, and the field that names the target.
const SCOPES: [(&str, &str, Option<&str>); 6] = [
    ("all", "Everything", None),
    ("business", "A business", Some("business_id")),
    ("batch", "A batch", Some("batch_id")),
    ("method", "A method of withdrawals", Some("method")),
    ("provider", "A provider of withdrawals", Some("provider")),
    ("webhooks", "Webhooks", None),
];

/// Lists the pauses in force, with a form for another pause.
pub async fn list(State(app): State<App>, page: Page<String>) -> Result<Response, PageError> {
    let (after, fetch, now) = (page.after.clone(), page.fetch(), app.clock.now());
    let read = app.read(move |conn| {
        async move { steering::in_force(conn, after.as_deref(), fetch, now).await }.boxed()
    });
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.key.clone());
    let main = html! {
        @if rows.is_empty() { (nothing(page.after.is_none(), "Nothing is paused.")) } @else { (wide("Pauses in force", table(&rows))) }
        (pages(PAUSES, page.after.is_none(), next.as_deref()))
        h2 { "Pause" }
        (form(&app))
    };
    Ok(shown(PAUSES, "Pauses", main))
}

fn table(rows: &[InForce]) -> Markup {
    html! {
        table {
            thead { tr { th { "What" } th { "Holds" } th { "Since" } th { "By" } th { "Action" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (what(row)) }
                        td { (holds(row)) }
                        td { (time(row.since)) }
                        td { @if let Some(by) = &row.by { (by) } @else { "not known" } }
                        td {
                            @if row.switched_off { "Its payouts are switched off." }
                            @else if row.moving { "It is being moved to another cell." }
                            @else { a href=(resume_address(row)) { "Resume" } }
                        }
                    }
                }
            }
        }
    }
}

fn what(row: &InForce) -> Markup {
    html! {
        (SCOPES.iter().find(|(scope, ..)| *scope == row.scope).map_or(row.scope.as_str(), |(_, name, _)| name))
        @if let Some(batch) = row.batch_id { " " (id(batch)) }
        @else if let Some(business) = row.business_id { " " (id(business)) }
        @if let Some(name) = &row.name { " " (name) }
    }
}

fn holds(row: &InForce) -> Markup {
    let of_orders = matches!(row.scope.as_str(), "method" | "provider");
    html! {
        @if row.scope == "webhooks" { (count(row.holds.items)) " deliveries" }
        @else if !of_orders { (count(row.holds.items)) " allocations, " (row.holds.amount) }
        @if let Some(Orders { held, amount, .. }) = row.holds.orders {
            @if of_orders || held > 0 { small { (count(held)) " withdrawals, " (amount) } }
        }
    }
}

/// Returns the address that resumes what the pause holds.
fn resume_address(row: &InForce) -> String {
    let ids = row.batch_id.map(|id| id.to_string()).or_else(|| row.business_id.map(|id| id.to_string()));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("scope", &row.scope);
    if let Some(which) = ids.or_else(|| row.name.clone()) {
        query.append_pair("which", &which);
    }
    format!("{}?{}", RESUME, query.finish())
}

fn form(app: &App) -> Markup {
    let providers: Vec<&str> = app.methods.connectors().map(|connector| connector.name.as_str()).collect();
    html! {
        form.narrow method="get" action=(PAUSE) {
            label for="scope" { "What" }
            select id="scope" name="scope" {
                @for (scope, name, _) in SCOPES { option value=(scope) { (name) } }
            }
            label for="which" { "Which" }
            input id="which" name="which" autocomplete="off" maxlength="200" aria-describedby="which-help";
            small id="which-help" {
                "The id of a business (biz_…) or a batch (bat_…), a method (" (Method::ALL.map(Method::as_str).join(", "))
                ") or a provider (manual, sandbox" @for name in &providers { ", " (name) } "). Empty for everything and for webhooks."
            }
            button type="submit" { "Show what it would hold" }
        }
    }
}

/// Reads a form as the body of the command under `/admin`.
fn asked(form: &Form) -> Result<PauseBody, Refusal> {
    form.each_once()?;
    let scope = form.text("scope");
    // An unknown scope, or a target that the scope cannot have, is passed on: the reader of the body reports it.
    let named = SCOPES.iter().find(|(name, ..)| Some(*name) == scope).and_then(|(.., field)| *field);
    let which = form.text("which").map(|which| (named.unwrap_or("business_id"), Value::from(which)));
    body(scope.map(|scope| ("scope", Value::from(scope))).into_iter().chain(which))
}
