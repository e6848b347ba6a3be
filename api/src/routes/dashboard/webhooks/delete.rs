//! GET, POST /dashboard/webhooks/{id}/delete: asks for confirmation, then deletes an endpoint.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WebhookId;
use domain::member::Permission;
use maud::html;

use super::{address_of, found};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::WEBHOOKS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{Question, back, done};
use crate::routes::v1::webhooks::delete::deleted;

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let endpoint = found(&app, member.business(), wanted).await?;
    let (action, to) = (format!("{}/delete", address_of(wanted)), address_of(wanted));
    let question = Question { action: &action, key: None, verb: "Delete", back: &to };
    let main = html! {
        p { "Delete the endpoint " strong { (endpoint.url) } "." }
        p id="about" { "It receives nothing any more, and pending deliveries are not sent. To stop it for a while, switch it off instead." }
        (question.form(&html! {}))
    };
    Ok(shown(&member, WEBHOOKS, "Delete the endpoint?", main))
}

/// Deletes the endpoint. The second time the endpoint does not exist any more, so the form has no idempotency key.
pub async fn delete(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    deleted(&app, member.business(), wanted).await?;
    let main = html! {
        (done(&html! { "The endpoint is deleted." }, false))
        (back(WEBHOOKS, "the webhooks"))
    };
    Ok(shown(&member, WEBHOOKS, "Done", main))
}
