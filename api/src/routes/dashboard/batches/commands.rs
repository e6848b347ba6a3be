//! A steering command about a batch. The first page shows how much the command affects, counted by a dry run. The
//! second carries the command out, once for each form.

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
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::steering::steered;

/// One command: its address and its words.
#[derive(Debug, Clone, Copy)]
pub struct CommandPage {
    /// The pattern of the address that the form is sent to.
    pub action: &'static str,
    /// The verb of the question and the button.
    pub verb: &'static str,
    /// The verb of the page that reports success.
    pub done: &'static str,
    /// What else a member must know before confirming. May be empty.
    pub note: &'static str,
}

/// The batch that `member`'s command is about, restricted to the session's business.
pub fn batch_of(member: &Member, id: BatchId) -> BatchOf {
    BatchOf { id, business: Some(member.business()) }
}

/// Shows the page that asks for confirmation of `command`, and how much it affects.
///
/// # Errors
/// If the command cannot be carried out.
pub async fn ask(
    app: &App,
    (member, request_id): (&Member, RequestId),
    place: CommandPage,
    (batch, command): (BatchId, Command),
    form: &Form,
) -> Result<Response, PageError> {
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

/// Carries `command` out and shows how much it affected. `request` holds the parameters that are not in the address.
///
/// # Errors
/// If the command cannot be carried out.
pub async fn carry_out(
    app: &App,
    (member, request_id): (&Member, RequestId),
    place: CommandPage,
    (batch, command): (BatchId, Command),
    (form, request): (&Form, &(impl Serialize + Sync)),
) -> Result<Response, PageError> {
    let keyed = Keyed::of_form(place.action, form)?;
    let asked = keyed.asked(Caller::Business(member.business()), &(batch, request))?;
    let done = steered(app, command, member.credential(), request_id, false, asked).await?;
    let main = html! {
        p.good role="status" {
            (place.done) " the batch " (id(batch)) "."
            @if done.replayed { " This form was sent before, and was carried out then." }
        }
        (about(&done.value))
        p { a href=(address(BATCH, batch)) { "Back to the batch" } }
    };
    Ok(shown(member, BATCHES, "Done", main))
}

/// Describes how much a command affects.
fn about(affected: &Affected) -> Markup {
    let Affected { items, amount, changed, .. } = *affected;
    html! {
        p id="about" {
            "This affects " strong { (count(items)) " " (if items == 1 { "item" } else { "items" }) }
            " of " strong { (amount) } "."
        }
        @if changed == Some(false) { p { "Nothing changes: it is already in this state." } }
    }
}
