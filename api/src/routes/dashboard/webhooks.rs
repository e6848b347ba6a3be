//! GET /dashboard/webhooks: the business's webhook endpoints, and a form that adds one.

pub mod change;
pub mod create;
pub mod delete;
pub mod events;
pub mod log;
pub mod one;
pub mod payout;
pub mod redeliver;
pub mod rotate_secret;
pub mod test;

use axum::extract::State;
use axum::response::Response;
use domain::event::EventType;
use domain::held::HeldBy;
use domain::ids::{BusinessId, WebhookId};
use domain::member::Permission;
use domain::webhook::{self, Disabled, Endpoint, Kind, MAX_URL_CHARS};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::addresses::{CREATE_WEBHOOK, EVENTS, PAYOUT_WEBHOOK, WEBHOOKS};
use super::frame::{PageError, shown};
use super::questions::once;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::page::Page;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::{id, pages, wide};

/// Lists the endpoints, newest first, and the payout webhook.
pub async fn list(
    State(app): State<App>,
    member: Member,
    page: Page<WebhookId>,
) -> Result<Response, PageError> {
    let (business, before, fetch) = (member.business(), page.after, page.fetch());
    let read = app.read(move |conn| {
        async move {
            let rows = webhook::list(conn, business, before, fetch).await?;
            let payout = webhook::get_payout_webhook(conn, business).await?;
            Ok((rows, payout, webhook::held(conn).await?))
        }
        .boxed()
    });
    let (rows, payout, held) = read.await.map_err(Refusal::from)?;
    let (rows, next) = page.rows(rows, |row| row.id);
    let may = member.has(Permission::Integration);
    let main = html! {
        (held_note(held))
        p { a href=(EVENTS) { "Recent events" } }
        h2 { "Endpoints" }
        @if rows.is_empty() { p { "There are no endpoints yet. An endpoint receives events as they happen." } }
        @else { (wide("Endpoints", table(&rows))) }
        (pages(WEBHOOKS, page.after.is_none(), next.as_deref()))
        h2 { "Payout webhook" }
        @match &payout {
            Some(payout) => { (wide("Payout webhook", table(std::slice::from_ref(payout)))) },
            None => {
                p {
                    "It is not set. It receives the events of withdrawals only, as flat objects with the header " code { "Signature" } "."
                    @if may { " " a href=(PAYOUT_WEBHOOK) { "Set it" } }
                }
            },
        }
        @if may {
            h2 { "Add an endpoint" }
            form.narrow method="post" action=(CREATE_WEBHOOK) {
                (fields(None, &[], |_| true))
                (once(app.clock.id()))
                button type="submit" { "Add it" }
            }
        }
    };
    Ok(shown(&member, WEBHOOKS, "Webhooks", main))
}

fn table(rows: &[Endpoint]) -> Markup {
    html! {
        table {
            thead { tr { th { "Address" } th { "Id" } th { "Events" } th { "State" } th { "Created" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { a href={ (WEBHOOKS) "/" (row.id) } { (row.url) } }
                        td { (id(row.id)) }
                        td { @for event in &row.events { div { (event) } } }
                        td { (state(row)) }
                        td { (time(row.created_at)) }
                    }
                }
            }
        }
    }
}

/// The state of an endpoint: whether deliveries are sent to it, and if not, why.
fn state(of: &Endpoint) -> Markup {
    html! {
        @if of.enabled { "on" } @else { "switched off" }
        @match of.disabled_because {
            Some(Disabled::Gone) => { " " small { "because it answered 410" } },
            Some(Disabled::Failing) => { " " small { "because it failed for days" } },
            None => {},
        }
        @if let Some(since) = of.failing_since { " " small { "failing since " (time(since)) } }
    }
}

/// The note that all deliveries are held, and why.
fn held_note(held: Option<HeldBy>) -> Markup {
    html! {
        @match held {
            None => {},
            Some(HeldBy::Restore) => {
                p.note id="held" { "Deliveries are held: the service was restored from a backup, and the operator is still checking. What is pending is sent after that." }
            },
            Some(_) => {
                p.note id="held" { "Deliveries are held: an operator has paused webhooks. What is pending is sent when they are resumed." }
            },
        }
    }
}

/// The fields of an endpoint. `among` filters the event types on offer.
fn fields(url: Option<&str>, selected: &[String], among: fn(EventType) -> bool) -> Markup {
    html! {
        label for="url" { "Address" }
        input id="url" type="url" name="url" value=[url] required maxlength=(MAX_URL_CHARS) autocomplete="off"
            placeholder="https://shop.example.com/webhooks" aria-describedby="url-help";
        small id="url-help" { "An https address of a public host." }
        fieldset {
            legend { "Events" }
            @for kind in EventType::SELECTABLE.into_iter().filter(|kind| among(*kind)) {
                label {
                    input type="checkbox" name="events" value=(kind.as_str())
                        checked[selected.iter().any(|name| name == kind.as_str())];
                    (kind.as_str())
                }
            }
        }
    }
}

/// Reads the address and the events of a form, as a request to `/v1`. If no events are ticked, the endpoint gets none;
/// it does not keep the earlier ones.
fn read_fields(form: &Form) -> impl Iterator<Item = (&'static str, Value)> {
    let url = form.text("url").unwrap_or_default();
    let events: Vec<Value> = form.all("events").map(Value::from).collect();
    [("url", Value::from(url)), ("events", Value::from(events))].into_iter()
}

/// The current secret of an endpoint, for its owner to copy.
fn secrets(app: &App, business: BusinessId, of: &Endpoint) -> Markup {
    let secret = webhook::secret(&app.webhook_key, business, of.id, of.kind, of.secret_version);
    html! {
        @if of.kind == Kind::Payout {
            p { "The token that makes the header " code { "Signature" } ": the lower-case hexadecimal HMAC-SHA256 of the body." }
            p.secret id="token" { (id(secret.token().expose_secret())) }
            p { "The same token as Standard Webhooks writes secrets, for " code { "webhook-signature" } ":" }
        } @else {
            p { "The secret that signs deliveries, as Standard Webhooks specifies:" }
        }
        p.secret id="secret" { (id(secret.standard().expose_secret())) }
    }
}

/// Returns the endpoint `wanted` of the business, of either kind.
///
/// # Errors
/// 404 if there is none.
async fn found(app: &App, business: BusinessId, wanted: WebhookId) -> Result<Endpoint, Refusal> {
    let read = app.read(move |conn| webhook::get(conn, business, wanted).boxed());
    read.await?.ok_or(Refusal::NotFound)
}

/// Returns the address of an endpoint's page.
fn address_of(id: WebhookId) -> String {
    format!("{WEBHOOKS}/{id}")
}
