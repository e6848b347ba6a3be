//! GET, POST /dashboard/webhooks/{id}/rotate-secret: asks for confirmation, then makes a new secret.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WebhookId;
use domain::member::Permission;
use domain::webhook::Kind;
use maud::html;

use super::{address_of, found, secrets};
use crate::app::App;
use crate::app::once::{Keyed, Outcome};
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{ROTATE_SECRET, WEBHOOKS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{Question, back, done};
use crate::routes::v1::webhooks::rotate_secret::rotated;

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let endpoint = found(&app, member.business(), wanted).await?;
    let (action, to) = (format!("{}/rotate-secret", address_of(wanted)), address_of(wanted));
    let verb = "Make a new secret";
    let question = Question { action: &action, key: Some(app.clock.id()), verb, back: &to };
    let main = html! {
        p { "Make a new secret for the endpoint " strong { (endpoint.url) } "." }
        p id="about" {
            "For 24 hours, deliveries also carry a " code { "webhook-signature" } " made with the previous secret."
            @if endpoint.kind == Kind::Payout { " Its " code { "Signature" } " is made with the new token at once." }
        }
        (question.form(&html! {}))
    };
    Ok(shown(&member, WEBHOOKS, "A new secret?", main))
}

/// Makes the new secret, once for each form, and shows it.
pub async fn rotate_secret(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WebhookId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Integration)?;
    let Path(wanted) = wanted?;
    let keyed = Keyed::of_form(ROTATE_SECRET, &form)?;
    let Outcome { value: endpoint, replayed } = rotated(&app, member.business(), keyed, wanted).await?;
    let main = html! {
        (done(&html! { "The endpoint " strong { (endpoint.url) } " has a new secret." }, replayed))
        (secrets(&app, member.business(), &endpoint))
        p { "Copy it now to where your program reads its secrets." }
        (back(&address_of(wanted), "the endpoint"))
    };
    Ok(shown(&member, WEBHOOKS, "A new secret", main))
}
