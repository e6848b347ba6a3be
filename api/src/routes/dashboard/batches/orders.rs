//! A command to a batch: first what it is about, as a dry run counts it, then the command itself, once under the form's key.

use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::BatchId;
use domain::steering::{Affected, BatchOf, Command};
use maud::{Markup, html};
use serde::Serialize;

use super::address;
use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::request_id::RequestId;
use crate::pages::pieces::{count, id};
use crate::routes::dashboard::addresses::{BATCH, BATCHES};
use crate::routes::dashboard::frame::{Wrong, shown};
use crate::routes::steering::steered;

/// Where a command is given, and how it is told.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The pattern of the address that its form is sent to.
    pub action: &'static str,
    /// What is done.
    pub verb: &'static str,
    /// What was done.
    pub done: &'static str,
    /// What else is to be known before.
    pub note: &'static str,
}

/// The batch that a command of `member` is about: one of the session's business.
pub fn batch_of(member: &Member, id: BatchId) -> BatchOf {
    BatchOf { id, business: Some(member.business()) }
}

/// The page that asks whether `command` is meant: what it is about, and how much that is.
///
/// # Errors
/// When it cannot be carried out.
pub async fn ask(
    app: &App,
    (member, request_id): (&Member, RequestId),
    place: Place,
    (batch, command): (BatchId, Command),
    form: &Form,
) -> Result<Response, Wrong> {
    let affected = steered(app, command, member.credential(), request_id, true, None).await?.value;
    let main = html! {
        p { (place.verb) " the batch " (id(batch)) "." }
        (about(&affected))
        @if !place.note.is_empty() { p { (place.note) } }
        form method="post" action=(address(place.action, batch)) {
            @for (name, value) in form.fields().filter(|(name, _)| *name != "key") {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name="key" value=(app.clock.id());
            div.pages {
                button type="submit" { (place.verb) }
                a role="button" class="secondary outline" href=(address(BATCH, batch)) { "Back" }
            }
        }
    };
    Ok(shown(member, BATCHES, &format!("{} the batch?", place.verb), main))
}

/// Carries `command` out, of which `request` holds what is not in the address, and says what it was about.
///
/// # Errors
/// When it cannot be carried out.
pub async fn carry_out(
    app: &App,
    (member, request_id): (&Member, RequestId),
    place: Place,
    (batch, command): (BatchId, Command),
    (form, request): (&Form, &(impl Serialize + Sync)),
) -> Result<Response, Wrong> {
    let keyed = Keyed::of_form(place.action, form)?;
    let asked = keyed.asked(Caller::Business(member.business()), &(batch, request))?;
    let done = steered(app, command, member.credential(), request_id, false, asked).await?;
    let main = html! {
        p.good role="status" {
            (place.done) " the batch " (id(batch)) "."
            @if done.replayed { " This form was sent before, and it was done then." }
        }
        (about(&done.value))
        p { a href=(address(BATCH, batch)) { "Back to the batch" } }
    };
    Ok(shown(member, BATCHES, "Done", main))
}

/// What a command is about, in words.
fn about(affected: &Affected) -> Markup {
    let Affected { items, amount, changed, .. } = *affected;
    html! {
        p id="about" {
            "It is about " strong { (count(items)) " " (if items == 1 { "item" } else { "items" }) }
            " of " strong { (amount) } "."
        }
        @if changed == Some(false) { p { "It changes nothing, for this is so already." } }
    }
}
