//! GET /dashboard/audit: what members did in the dashboard, or who gave which steering command about the business.

mod words;

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use domain::business::api_key;
use domain::email::Email;
use domain::ids::{ActionId, ApiKeyId, BusinessId, MemberId};
use domain::member::account;
use domain::member::actions::{self, Action};
use domain::steering::{self, Entry};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use self::words::{action_in_words, answered, done};
use super::addresses::AUDIT;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Query, choice};
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{count, id, pages, wide};

/// The address of the list of steering commands.
const STEERING: &str = "/dashboard/audit?show=steering";

/// Which of the two lists is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Members,
    Steering,
}

/// The query: which list to show.
#[derive(Debug, Deserialize)]
pub struct Restriction {
    show: Option<String>,
}

impl Show {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Steering => "steering",
        }
    }
}

/// Shows one of the two lists, newest first.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<Uuid>,
    Query(restriction): Query<Restriction>,
) -> Result<Response, PageError> {
    let show = choice("show", restriction.show, &[Show::Members, Show::Steering], Show::as_str)?;
    let steering = show == Some(Show::Steering);
    let (table, next) = if steering {
        steered(&app, member.business(), &page).await?
    } else {
        acted(&app, member.business(), &page).await?
    };
    let main = html! {
        nav.pages aria-label="Which list" {
            a href=(AUDIT) aria-current=[(!steering).then_some("true")] { "What members did" }
            a href=(STEERING) aria-current=[steering.then_some("true")] { "Commands about payments" }
        }
        (table)
        (pages(if steering { STEERING } else { AUDIT }, page.after.is_none(), next.as_deref()))
    };
    Ok(shown(&member, AUDIT, "Audit", main))
}

/// The list of what members did in the dashboard, and the next page's cursor.
async fn acted(
    app: &App,
    business: BusinessId,
    page: &Page<Uuid>,
) -> Result<(Markup, Option<String>), Refusal> {
    let (before, fetch) = (page.after.map(ActionId::from), page.fetch());
    let rows = app.read(move |conn| actions::list(conn, business, before, fetch).boxed()).await?;
    let (rows, next) = page.rows(rows, |row| row.id.uuid());
    let table = html! {
        p { "What members did in the dashboard. An action is recorded before it is carried out." }
        @if rows.is_empty() { p { "No member has done anything here." } } @else { (wide("What members did", of_members(&rows))) }
    };
    Ok((table, next))
}

fn of_members(rows: &[Action]) -> Markup {
    html! {
        table {
            thead { tr { th { "When" } th { "Who" } th { "Action" } th { "Result" } th { "Request" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (time(row.asked_at())) }
                        td { (row.email.as_str()) }
                        td { (action_in_words(&row.path)) }
                        td { (answered(row.status)) }
                        td { (id(row.request_id)) }
                    }
                }
            }
        }
    }
}

/// The names behind the credentials on one page of the list.
#[derive(Debug, Default)]
struct Known {
    members: HashMap<MemberId, Email>,
    keys: HashMap<ApiKeyId, String>,
}

impl Known {
    async fn of(conn: &mut PgConnection, business: BusinessId, rows: &[Entry]) -> Result<Self, sqlx::Error> {
        let members: Vec<MemberId> = rows.iter().filter_map(|row| row.credential.parse().ok()).collect();
        let keys: Vec<ApiKeyId> = rows.iter().filter_map(|row| row.credential.parse().ok()).collect();
        Ok(Self {
            members: account::emails(conn, &members).await?,
            keys: api_key::names(conn, business, &keys).await?,
        })
    }

    /// Names the holder of a credential. All operators are "an operator": which one it was is not the business's
    /// concern.
    fn who(&self, credential: &str) -> Markup {
        let member = credential.parse().ok().and_then(|id| self.members.get(&id));
        let key = credential.parse().ok().and_then(|id| self.keys.get(&id));
        html! {
            @match (member, key) {
                (Some(email), _) => { (email.as_str()) },
                (None, Some(name)) => { "the key " (name) },
                (None, None) if credential.parse::<MemberId>().is_ok() || credential.parse::<ApiKeyId>().is_ok() => {
                    (id(credential))
                },
                (None, None) => { "an operator" },
            }
        }
    }
}

/// The list of steering commands about the business, and the next page's cursor.
async fn steered(
    app: &App,
    business: BusinessId,
    page: &Page<Uuid>,
) -> Result<(Markup, Option<String>), Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let read = app.read(move |conn| {
        async move {
            let rows = steering::list_of(conn, business, before, fetch).await?;
            let known = Known::of(conn, business, &rows).await?;
            Ok((rows, known))
        }
        .boxed()
    });
    let (rows, known) = read.await?;
    let (rows, next) = page.rows(rows, |row| row.id);
    let table = html! {
        p { "Commands about the business, its batches and its members, from members, API keys and operators." }
        @if rows.is_empty() { p { "No command was given yet." } } @else { (wide("Commands about payments", of_steering(&rows, &known))) }
    };
    Ok((table, next))
}

fn of_steering(rows: &[Entry], known: &Known) -> Markup {
    html! {
        table {
            thead { tr { th { "When" } th { "Who" } th { "Command" } th { "About" } th { "Items" } th { "Amount" } th { "Request" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (time(row.done_at)) }
                        td { (known.who(&row.credential)) }
                        td { (done(row)) }
                        td {
                            (row.scope)
                            @if let Some(name) = &row.name { " " (name) }
                            @if let Some(allocation) = row.allocation_id { " " (id(allocation)) }
                            @if let Some(batch) = row.batch_id { " " (id(batch)) }
                        }
                        td { (count(row.items)) }
                        td.money { (row.amount) }
                        td { @if let Some(request) = row.request_id { (id(request)) } }
                    }
                }
            }
        }
    }
}
