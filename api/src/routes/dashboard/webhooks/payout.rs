//! GET, POST /dashboard/webhooks/payout: the payout webhook, which gets the events of withdrawals in a flat form.

use axum::extract::State;
use axum::response::Response;
use domain::event::EventType;
use domain::member::Permission;
use domain::webhook;
use futures::FutureExt;
use maud::html;
use serde_json::Value;

use super::{address_of, fields, read_fields, secrets};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::{PAYOUT_WEBHOOK, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::payout_webhook::put::set as set_to;

/// Shows the payout webhook with its token, and the form that sets it. The token is a secret, so only members who may
/// set the webhook see it.
pub async fn show(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let business = member.business();
    app.compare(&app.webhook_key).await?;
    let read = app.read(move |conn| webhook::get_payout_webhook(conn, business).boxed());
    let known = read.await.map_err(Refusal::from)?;
    let on = known.as_ref().is_none_or(|known| known.enabled);
    // The default of `/v1` if a request names no events.
    let usual = [EventType::PayoutSucceeded.as_str().to_owned()];
    let selected = known.as_ref().map_or(&usual[..], |known| &known.events);
    let main = html! {
        p { "It receives the events of withdrawals only, as flat objects with the header " code { "Signature" } "." }
        form.narrow method="post" action=(PAYOUT_WEBHOOK) {
            (fields(known.as_ref().map(|known| known.url.as_str()), selected, EventType::is_of_payouts))
            label { input type="checkbox" name="enabled" value="true" checked[on]; "It is on" }
            button type="submit" { (if known.is_some() { "Change it" } else { "Set it" }) }
        }
        @if let Some(known) = &known {
            h2 { "Its token" }
            (secrets(&app, business, known))
            (back(&address_of(known.id), "its deliveries"))
        }
    };
    Ok(shown(&member, WEBHOOKS, "Payout webhook", main))
}

/// Sets the payout webhook. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn set(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let on = ("enabled", Value::from(form.text("enabled") == Some("true")));
    let request = body(read_fields(&form).chain([on]))?;
    let known = set_to(&app, member.business(), request).await?;
    let main = html! {
        (done(&html! { "The payout webhook is " strong { (known.url) } ". It is " (if known.enabled { "on" } else { "switched off" }) "." }, false))
        (secrets(&app, member.business(), &known))
        (back(&address_of(known.id), "its deliveries"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}
