//! POST /dashboard/webhooks/{id}/redeliver and …/events/{event}/redeliver: sends an endpoint all events since a time,
//! or one event, again.

use axum::extract::State;
use axum::response::Response;
use domain::ids::{EventId, WebhookId};
use domain::member::Permission;
use domain::webhook::Redelivered;
use maud::html;
use serde_json::Value;

use super::address_of;
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::pages::pieces::{count, id};
use crate::routes::console::commands::body;
use crate::routes::dashboard::addresses::{REDELIVER_EVENT, REDELIVER_SINCE, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done, once};
use crate::routes::v1::webhooks::redeliver::redelivered;

/// Sends all events since a time again, up to a limit. The page offers to send those that follow.
pub async fn since(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let fields = ["since", "after"].into_iter();
    let request = body(fields.filter_map(|name| Some((name, Value::from(form.text(name)?)))))?;
    let keyed = Keyed::of_form(REDELIVER_SINCE, &form)?;
    let sent = redelivered(&app, member.business(), keyed, wanted, &request).await?;
    let Outcome { value: Redelivered { count: sent, last }, replayed } = sent;
    let main = html! {
        (done(&html! { strong { (count(sent)) " events" } " are sent again." }, replayed))
        @if let Some(last) = last {
            p { "There may be more." }
            form method="post" action={ (address_of(wanted)) "/redeliver" } {
                input type="hidden" name="after" value=(last);
                (once(app.clock.id()))
                button type="submit" { "Send the next ones" }
            }
        }
        (back(&address_of(wanted), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}

/// Sends one event again.
pub async fn event(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<(WebhookId, EventId)>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path((wanted, event)) = wanted?;
    let request = body([("event_id", Value::from(event.to_string()))].into_iter())?;
    let keyed = Keyed::of_form(REDELIVER_EVENT, &form)?;
    let Outcome { replayed, .. } = redelivered(&app, member.business(), keyed, wanted, &request).await?;
    let main = html! {
        (done(&html! { "The event " (id(event)) " is sent again." }, replayed))
        (back(&address_of(wanted), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}
