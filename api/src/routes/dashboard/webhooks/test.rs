//! POST /dashboard/webhooks/{id}/test: sends an endpoint a sample event.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WebhookId;
use domain::member::Permission;
use maud::html;
use serde_json::Value;

use super::address_of;
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::pages::pieces::id;
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::{TEST_WEBHOOK, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::webhooks::test::sent;

/// Sends the sample, once for each form.
pub async fn test(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let request = body(form.text("type").map(|kind| ("type", Value::from(kind))).into_iter())?;
    let keyed = Keyed::of_form(TEST_WEBHOOK, &form)?;
    let Outcome { value: event, replayed } = sent(&app, member.business(), keyed, wanted, request).await?;
    let main = html! {
        (done(&html! { "A sample is being sent, as the event " (id(event)) "." }, replayed))
        p { "The endpoint's deliveries show its outcome. The event did not really happen, and its data says so." }
        (back(&address_of(wanted), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}
