//! GET /console/throttles: the throttles of everything, of businesses and of batches.

pub mod clear;
pub mod set;

use axum::extract::State;
use axum::response::Response;
use domain::money::Cents;
use domain::throttle::{self, Throttled};
use futures::FutureExt;
use maud::{Markup, html};
use serde_json::Value;
use uuid::Uuid;

use super::addresses::{CLEAR_THROTTLE, SET_THROTTLE, THROTTLES};
use super::commands::body;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::http::extract::{Form, whole_number};
use crate::http::page::Page;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, nothing, pages, wide};
use crate::routes::admin::throttles::set::Request;

/// The scopes of a throttle: the API's name, the label on the page, and the field that names the target.
const SCOPES: [(&str, &str, Option<&str>); 3] = [
    ("all", "Everything", None),
    ("business", "A business", Some("business_id")),
    ("batch", "A batch", Some("batch_id")),
];

/// Lists the throttles in force, with a form for another throttle.
pub async fn list(State(app): State<App>, page: Page<(Uuid, Uuid)>) -> Result<Response, PageError> {
    let (after, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| throttle::list(conn, after, fetch).boxed()).await;
    let (rows, next) = page.rows(read.map_err(Refusal::from)?, Throttled::key);
    let main = html! {
        @if rows.is_empty() { (nothing(page.after.is_none(), "Nothing is throttled: everything goes as fast as it can.")) }
        @else { (wide("Throttles in force", table(&rows))) }
        (pages(THROTTLES, page.after.is_none(), next.as_deref()))
        h2 { "Throttle" }
        (form(None))
    };
    Ok(shown(THROTTLES, "Throttles", main))
}

fn table(rows: &[Throttled]) -> Markup {
    html! {
        table {
            thead { tr { th { "What" } th { "Allocations a second" } th { "Money a second" } th { "Set" } th { "Action" } } }
            tbody {
                @for row in rows {
                    tr {
                        td {
                            @match (row.business_id, row.batch_id) {
                                (None, _) => { "Everything" },
                                (Some(business), None) => { "A business " (id(business)) },
                                (Some(_), Some(batch)) => { "A batch " (id(batch)) },
                            }
                        }
                        td { (row.rates.max_per_second.map_or_else(|| "any".to_owned(), count)) }
                        td { @if let Some(cents) = row.rates.max_cents_per_second { (Cents::new(cents)) } @else { "any" } }
                        td { (time(row.changed_at)) }
                        td { a href=(clear_address(row)) { "Clear" } }
                    }
                }
            }
        }
    }
}

fn clear_address(row: &Throttled) -> String {
    let address = CLEAR_THROTTLE;
    match (row.business_id, row.batch_id) {
        (None, _) => format!("{address}?scope=all"),
        (Some(business), None) => format!("{address}?scope=business&which={business}"),
        (Some(_), Some(batch)) => format!("{address}?scope=batch&which={batch}"),
    }
}

/// The form that sets a throttle: of `business` if given, or else of a target that the form asks for.
pub fn form(business: Option<&str>) -> Markup {
    html! {
        form.narrow method="get" action=(SET_THROTTLE) {
            @if let Some(business) = business {
                input type="hidden" name="scope" value="business";
                input type="hidden" name="which" value=(business);
            } @else {
                label for="scope" { "What" }
                select id="scope" name="scope" { @for (scope, name, _) in SCOPES { option value=(scope) { (name) } } }
                label for="which" { "Which" }
                input id="which" name="which" autocomplete="off" maxlength="200" aria-describedby="which-help";
                small id="which-help" { "The id of a business (biz_…) or a batch (bat_…); empty for everything." }
            }
            label for="per-second" { "Allocations a second, at most" }
            input id="per-second" name="max_per_second" inputmode="numeric" autocomplete="off" maxlength="20";
            label for="money" { "Dollars a second, at most" }
            input id="money" name="money" inputmode="decimal" autocomplete="off" maxlength="20" aria-describedby="money-help";
            small id="money-help" { "Set one limit or both. A new throttle of the same target replaces the earlier one." }
            button type="submit" { "Show what it would slow down" }
        }
    }
}

/// Reads the target of a form, as fields of the body under `/admin`.
fn target(form: &Form) -> impl Iterator<Item = (&'static str, Value)> {
    let scope = form.text("scope");
    let named = SCOPES.iter().find(|(name, ..)| Some(*name) == scope).and_then(|(.., field)| *field);
    let which = form.text("which").map(|which| (named.unwrap_or("business_id"), Value::from(which)));
    scope.map(|scope| ("scope", Value::from(scope))).into_iter().chain(which)
}

/// Reads the throttle of a form. Money is written in dollars, as the pages show it.
fn asked(form: &Form) -> Result<Request, Problem> {
    form.each_once()?;
    // Text that is not a number is passed on, so that the error is the same as that of `/admin`.
    let rate = form
        .text("max_per_second")
        .map(|text| ("max_per_second", whole_number(text).map_or_else(|| Value::from(text), Value::from)));
    let money = match form.text("money") {
        None => None,
        Some(text) => {
            let wrong = || Problem::field("money", "invalid", "Write dollars a second as 12 or 12.34.");
            Some(("max_cents_per_second", Value::from(Cents::written(text).ok_or_else(wrong)?.get())))
        }
    };
    Ok(body(target(form).chain(rate).chain(money))?)
}
