//! POST /dashboard/webhooks/{id}/change: changes an endpoint's address and events, or switches it on or off.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WebhookId;
use domain::member::Permission;
use maud::html;
use serde_json::Value;

use super::{address_of, read_fields};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path, choice};
use crate::http::refusal::Refusal;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::WEBHOOKS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::webhooks::update::{Request, changed};

/// Changes the endpoint. Doing so twice changes nothing, so the forms have no idempotency key.
pub async fn change(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let changed = changed(&app, member.business(), wanted, asked(&form)?).await?;
    let main = html! {
        (done(&html! {
            "The endpoint " strong { (changed.url) } " is changed: it is " (if changed.enabled { "on" } else { "switched off" }) "."
        }, false))
        (back(&address_of(wanted), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}

/// Reads either of the two forms. Fields that a form does not have stay as they are.
fn asked(form: &Form) -> Result<Request, Refusal> {
    let on = choice("enabled", form.text("enabled").map(str::to_owned), &[true, false], |on| {
        if on { "true" } else { "false" }
    })?;
    match on {
        Some(on) => body([("enabled", Value::from(on))].into_iter()),
        None => body(read_fields(form)),
    }
}
