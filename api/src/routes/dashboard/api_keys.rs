//! GET /dashboard/api-keys: the keys of the business, and a form that creates one.

pub mod create;
pub mod revoke;
pub mod roll;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::business::Mode;
use domain::business::api_key::{self, ApiKey};
use domain::ids::{ApiKeyId, BusinessId};
use domain::member::Permission;
use futures::FutureExt;
use maud::{Markup, html};

use super::addresses::{API_KEYS, CREATE_API_KEY};
use super::frame::{PageError, shown};
use super::questions::{back, done, once};
use crate::app::App;
use crate::app::once::Outcome;
use crate::auth::member::Member;
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};
use crate::routes::v1::api_keys::Issued;

/// The lifetimes on offer for a new key, in days.
const LASTS: [(i64, &str); 3] = [(30, "In 30 days"), (90, "In 90 days"), (365, "In a year")];

/// Lists the keys, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<ApiKeyId>,
) -> Result<Response, PageError> {
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let read = app.read(move |conn| api_key::list(conn, business, before, fetch).boxed());
    let (rows, next) = page.rows(read.await.map_err(Refusal::from)?, |row| row.id);
    let (now, may) = (app.clock.now(), member.has(Permission::Integration));
    let main = html! {
        p { "Your programs send a key with every request. A key is shown once, when it is created." }
        @if rows.is_empty() { p { "There are no keys yet. A program needs one to act for the business." } }
        @else { (wide("API keys", table(&rows, member.0.mode, now, may))) }
        (pages(API_KEYS, page.after.is_none(), next.as_deref()))
        @if may {
            @if member.0.mode == Mode::Test {
                p { "To try calls in a browser, fill in a test key at the " a href="/docs/reference" { "reference" } "." }
            }
            h2 { "Create a key" }
            (form(&app, now))
        }
    };
    Ok(shown(&member, API_KEYS, "API keys", main))
}

fn table(rows: &[ApiKey], mode: Mode, now: DateTime<Utc>, may: bool) -> Markup {
    html! {
        table {
            thead { tr { th { "Name" } th { "Begins with" } th { "Created" } th { "State" } @if may { th { "Action" } } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (row.name) }
                        td { (begins_with(row, mode)) }
                        td { (time(row.created_at)) }
                        td { (state(row, now)) }
                        @if may {
                            td {
                                @if row.is_live(now) {
                                    a href={ (API_KEYS) "/" (row.id) "/roll" } aria-label={ "Roll " (row.name) } { "Roll" }
                                    " · "
                                    a href={ (API_KEYS) "/" (row.id) "/revoke" } aria-label={ "Revoke " (row.name) } { "Revoke" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The public part of a key, which is no secret.
fn begins_with(key: &ApiKey, mode: Mode) -> Markup {
    id(format!("sk_{}_{}", mode.as_str(), key.public_id))
}

fn state(key: &ApiKey, now: DateTime<Utc>) -> Markup {
    html! {
        @match (key.revoked_at, key.expires_at) {
            (Some(at), _) => { "revoked" small { (time(at)) } },
            (None, Some(end)) if end <= now => { "expired" small { (time(end)) } },
            (None, Some(end)) => { "works" small { "until " (time(end)) } },
            (None, None) => { "works" },
        }
    }
}

fn form(app: &App, now: DateTime<Utc>) -> Markup {
    html! {
        form.narrow method="post" action=(CREATE_API_KEY) {
            label for="name" { "Name" }
            input id="name" name="name" required maxlength="200" autocomplete="off" aria-describedby="name-help";
            small id="name-help" { "The program that will use the key, so that you know later which key to revoke." }
            label for="expires" { "Expires" }
            select id="expires" name="expires_at" {
                option value="" { "Never" }
                @for (days, name) in LASTS {
                    // A point in time, not a duration: a form that is sent twice then asks for the same key.
                    option value=((now + TimeDelta::days(days)).to_rfc3339_opts(SecondsFormat::Secs, true)) { (name) }
                }
            }
            (once(app.clock.id()))
            button type="submit" { "Create key" }
        }
    }
}

/// Returns the key `wanted` of the business, live or not.
///
/// # Errors
/// 404 if the business has no such key.
async fn found(app: &App, business: BusinessId, wanted: ApiKeyId) -> Result<ApiKey, Refusal> {
    let read = app.read(move |conn| api_key::get(conn, business, wanted).boxed());
    read.await?.ok_or(Refusal::NotFound)
}

/// The page that shows a new key. No page shows the key again.
pub fn made(member: &Member, outcome: Outcome<Issued>) -> Response {
    let Outcome { value: issued, replayed } = outcome;
    let said = html! { "The key " strong { (issued.name()) } " was created." };
    let until = issued.previous_until();
    let main = html! {
        (done(&said, replayed))
        p { "Copy it now to where your program reads its secrets. It is not shown again: only a digest of it is stored." }
        p.secret id="key" { (id(issued.into_key())) }
        @if let Some(until) = until { p id="until" { "The old key works until " (time(until)) "." } }
        (back(API_KEYS, "the keys"))
    };
    shown(member, API_KEYS, "A new key", main)
}
