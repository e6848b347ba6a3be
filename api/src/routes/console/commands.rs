//! A command from a form. The first page shows how much the command affects, counted by a dry run. The second carries
//! the command out, once for each form.

mod beside;

use axum::response::Response;
use domain::idempotency::Caller;
use domain::money::Cents;
use domain::steering::{self, Affected, Command, Credential, Outgoing, Standing, Target};
use futures::FutureExt;
use maud::{Markup, html};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use self::beside::{holds, rates};
use self::beside::{set, still_held};
use super::frame::{PageError, shown};
use super::own_cell::in_this_cell;
use crate::app::App;
use crate::app::once::Keyed;
use crate::http::extract::{Form, read_json};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::{count, id};
use crate::routes::steering::steered;

/// One command: its addresses and its words.
#[derive(Debug, Clone, Copy)]
pub struct CommandPage {
    /// The page that the command belongs to.
    pub page: &'static str,
    /// The address that the form is sent to.
    pub action: &'static str,
    /// The verb of the question and the button.
    pub verb: &'static str,
    /// The verb of the page that reports success.
    pub done: &'static str,
    /// The sentence for a command that changed nothing.
    pub unchanged: &'static str,
}

/// Reads a form as the body of the same command under `/admin`, so that the same rules apply.
///
/// # Errors
/// The error of `/admin` for such a body.
pub fn body<T: DeserializeOwned>(fields: impl Iterator<Item = (&'static str, Value)>) -> Result<T, Refusal> {
    let object: Map<String, Value> = fields.map(|(name, value)| (name.to_owned(), value)).collect();
    read_json(Value::Object(object).to_string().as_bytes())
}

/// Shows the page that asks for confirmation of `command`, and how much it affects.
///
/// # Errors
/// If the command cannot be carried out.
pub async fn ask(
    app: &App,
    request_id: RequestId,
    place: CommandPage,
    command: Command,
    form: &Form,
) -> Result<Response, PageError> {
    let (what, noun) = (what(&command), noun(&command));
    let standing = standing(app, &command).await?;
    let beside = html! { (set(&command, Some(standing.rates))) (still_held(&command, &standing.holds)) };
    let affected = steered(app, command, Credential::Operator, request_id, true, None).await?.value;
    let main = html! {
        p { (place.verb) " " (what) "." }
        (about(&affected, noun))
        (beside)
        form method="post" action=(in_this_cell(place.action)) {
            @for (name, value) in form.fields().filter(|(name, _)| *name != "key") {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name="key" value=(app.clock.id());
            div.pages {
                button type="submit" { (place.verb) }
                a role="button" class="secondary outline" href=(place.page) { "Cancel" }
            }
        }
    };
    Ok(shown(place.page, &format!("{}?", place.verb), main))
}

/// Carries `command` out, which `request` asks for, and shows how much it affected.
///
/// # Errors
/// If the command cannot be carried out.
pub async fn carry_out(
    app: &App,
    request_id: RequestId,
    place: CommandPage,
    command: Command,
    (form, request): (&Form, &impl Serialize),
) -> Result<Response, PageError> {
    let (what, noun) = (what(&command), noun(&command));
    let keyed = Keyed::of_form(place.action, form)?;
    let asked = keyed.asked(Caller::Operators, request)?;
    let before = standing(app, &command).await?.rates;
    let done = steered(app, command.clone(), Credential::Operator, request_id, false, asked).await?;
    // The command is done, so its page is shown even if the remaining holds cannot be read.
    let holds = standing(app, &command).await.map(|now| now.holds).unwrap_or_default();
    let unchanged = done.value.changed == Some(false);
    let main = html! {
        p.good role="status" {
            @if unchanged { (place.unchanged) ": " (what) "." } @else { (place.done) " " (what) "." }
            @if done.replayed { " This form was sent before, and was carried out then." }
        }
        (about(&done.value, noun))
        // A form that is sent again would find the new rates as the earlier ones, so it shows none.
        (set(&command, (!done.replayed).then_some(before)))
        (still_held(&command, &holds))
        p { a href=(place.page) { "Back to the list" } }
    };
    Ok(shown(place.page, "Done", main))
}

async fn standing(app: &App, command: &Command) -> Result<Standing, Refusal> {
    let command = command.clone();
    Ok(app.read(move |conn| async move { steering::standing(conn, &command).await }.boxed()).await?)
}

fn what(command: &Command) -> Markup {
    match command {
        Command::Pause(target)
        | Command::Resume(target)
        | Command::Throttle(target, _)
        | Command::Unthrottle(target) => match target {
            Target::All => html! { "everything" },
            Target::Business(business) => html! { "the business " (id(business)) },
            Target::Batch(of) => html! { "the batch " (id(of.id)) },
        },
        Command::Cancel(of) | Command::Retry(of) => html! { "the batch " (id(of.id)) },
        Command::PauseOutgoing(of) | Command::ResumeOutgoing(of) => match of {
            Outgoing::Method(method) => html! { "withdrawals by " (method.as_str()) },
            Outgoing::Provider(name) => html! { "withdrawals that " (name) " carries out" },
            Outgoing::Webhooks => html! { "deliveries of webhooks" },
        },
    }
}

/// The noun for the items of a command, singular and plural.
fn noun(command: &Command) -> (&'static str, &'static str) {
    match command {
        Command::PauseOutgoing(Outgoing::Webhooks) | Command::ResumeOutgoing(Outgoing::Webhooks) => {
            ("delivery", "deliveries")
        }
        Command::PauseOutgoing(_) | Command::ResumeOutgoing(_) => ("withdrawal", "withdrawals"),
        _ => ("allocation", "allocations"),
    }
}

/// Describes how much a command affects.
fn about(affected: &Affected, (one, several): (&str, &str)) -> Markup {
    let Affected { items, amount, orders, changed } = *affected;
    let orders = orders.filter(|orders| orders.held > 0 || orders.under_way > 0);
    html! {
        p id="about" {
            "This affects " strong { (count(items)) " " (if items == 1 { one } else { several }) }
            @if amount != Cents::ZERO { " of " strong { (amount) } } "."
            @if let Some(orders) = orders {
                " " (count(orders.held)) " withdrawals of " (orders.amount) " were not sent yet; "
                (count(orders.under_way)) " may have been sent or wait for a person, and are followed to their end."
            }
        }
        @if changed == Some(false) { p { "Nothing changes: it is already in this state." } }
    }
}
