//! A command from a form: first what it is about, as a dry run counts it, then the command itself, once under the form's key.

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
use super::frame::{Wrong, shown};
use super::own_cell::in_this_cell;
use crate::app::App;
use crate::app::once::Keyed;
use crate::http::extract::{Form, read_json};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::{count, id};
use crate::routes::steering::steered;

/// Where a command is given, and how it is told.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The page that it belongs to.
    pub page: &'static str,
    /// Where its form is sent.
    pub action: &'static str,
    /// What is done.
    pub verb: &'static str,
    /// What was done.
    pub done: &'static str,
    /// What is said when it was so already.
    pub unchanged: &'static str,
}

/// What a form says, as the body that the same command has under `/admin`: so it is read by the same rules.
///
/// # Errors
/// What `/admin` says of such a body.
pub fn body<T: DeserializeOwned>(fields: impl Iterator<Item = (&'static str, Value)>) -> Result<T, Refusal> {
    let object: Map<String, Value> = fields.map(|(name, value)| (name.to_owned(), value)).collect();
    read_json(Value::Object(object).to_string().as_bytes())
}

/// The page that asks whether `command` is meant: what it is about, and how much that is.
///
/// # Errors
/// When it cannot be carried out.
pub async fn ask(
    app: &App,
    request_id: RequestId,
    place: Place,
    command: Command,
    form: &Form,
) -> Result<Response, Wrong> {
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

/// Carries `command` out, which `request` asks for, and says what it was about.
///
/// # Errors
/// When it cannot be carried out.
pub async fn carry_out(
    app: &App,
    request_id: RequestId,
    place: Place,
    command: Command,
    (form, request): (&Form, &impl Serialize),
) -> Result<Response, Wrong> {
    let (what, noun) = (what(&command), noun(&command));
    let keyed = Keyed::of_form(place.action, form)?;
    let asked = keyed.asked(Caller::Operators, request)?;
    let before = standing(app, &command).await?.rates;
    let done = steered(app, command.clone(), Credential::Operator, request_id, false, asked).await?;
    // What was carried out is told, even if what stands beside it cannot be read.
    let holds = standing(app, &command).await.map(|now| now.holds).unwrap_or_default();
    let unchanged = done.value.changed == Some(false);
    let main = html! {
        p.good role="status" {
            @if unchanged { (place.unchanged) ": " (what) "." } @else { (place.done) " " (what) "." }
            @if done.replayed { " This form was sent before, and it was done then." }
        }
        (about(&done.value, noun))
        // A form that is sent again finds the new rates, and no longer those before.
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
        Command::Hold(of) | Command::LetGo(of) => match of {
            Outgoing::Method(method) => html! { "withdrawals by " (method.as_str()) },
            Outgoing::Provider(name) => html! { "withdrawals that " (name) " carries out" },
            Outgoing::Webhooks => html! { "deliveries of webhooks" },
        },
    }
}

/// What the items of a command are, one and several.
fn noun(command: &Command) -> (&'static str, &'static str) {
    match command {
        Command::Hold(Outgoing::Webhooks) | Command::LetGo(Outgoing::Webhooks) => ("delivery", "deliveries"),
        Command::Hold(_) | Command::LetGo(_) => ("withdrawal", "withdrawals"),
        _ => ("allocation", "allocations"),
    }
}

/// What a command is about, in words.
fn about(affected: &Affected, (one, several): (&str, &str)) -> Markup {
    let Affected { items, amount, orders, changed } = *affected;
    let orders = orders.filter(|orders| orders.held > 0 || orders.under_way > 0);
    html! {
        p id="about" {
            "It is about " strong { (count(items)) " " (if items == 1 { one } else { several }) }
            @if amount != Cents::ZERO { " of " strong { (amount) } } "."
            @if let Some(orders) = orders {
                " " (count(orders.held)) " withdrawals of " (orders.amount) " were not sent yet; "
                (count(orders.under_way)) " may have been sent or wait for a person, and are followed to their end."
            }
        }
        @if changed == Some(false) { p { "It changes nothing, for this is so already." } }
    }
}
