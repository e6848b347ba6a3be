//! GET /console/withdrawals/{id}: one withdrawal of any provider, the holds on it, and the forms to approve or reject
//! it if it waits for a person.

use axum::extract::State;
use axum::response::Response;
use domain::business;
use domain::held::HeldBy;
use domain::ids::WithdrawalId;
use domain::steering::{self, Hold, Subject};
use domain::withdrawal::ending::MAX_REASON_CHARS;
use domain::withdrawal::{MANUAL, Status, Withdrawal, lookup, read};
use futures::FutureExt;
use maud::{Markup, html};
use sqlx::PgConnection;

use crate::app::App;
use crate::app::held_withdrawals::held;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::id;
use crate::routes::console::addresses::{APPROVE, REJECT, WITHDRAWALS};
use crate::routes::console::commands::holds;
use crate::routes::console::frame::{PageError, shown};
use crate::routes::console::own_cell::in_this_cell;

/// Shows the withdrawal.
pub async fn one(
    State(app): State<App>,
    wanted: Result<Path<WithdrawalId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let found = app.read(move |conn| async move { read(conn, wanted).await }.boxed()).await;
    let (found, holding) = found.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let held_by = held(&app, std::slice::from_ref(&found)).await?.get(&wanted).copied();
    let waits = found.status == Status::Processing && found.provider == MANUAL;
    let main = html! {
        (told(&found, held_by))
        (next_step(&found, &holding, waits))
        @if waits { (forms(&app, wanted)) }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(WITHDRAWALS, "A withdrawal", main))
}

/// Reads the withdrawal, and the pauses and switches that apply to it.
async fn read(
    conn: &mut PgConnection,
    wanted: WithdrawalId,
) -> Result<Option<(Withdrawal, Vec<Hold>)>, sqlx::Error> {
    let found = lookup::owner_of(conn, wanted).await?;
    let Some(business) = business::served(conn, found).await? else { return Ok(None) };
    let Some(found) = read::get(conn, business, wanted).await? else { return Ok(None) };
    let subject = Subject {
        business: Some(business),
        method: Some(found.method.as_str()),
        provider: Some(&found.provider),
        ..Subject::default()
    };
    let mut holding = steering::holds(conn, subject).await?;
    holding.retain(|hold| *hold != Hold::Webhooks);
    Ok(Some((found, holding)))
}

/// Says what happens next to the withdrawal, and what holds it.
fn next_step(of: &Withdrawal, holding: &[Hold], waits: bool) -> Markup {
    let ended = of.finished_at.is_some();
    html! {
        @if !ended && !holding.is_empty() {
            p id="held" role="note" {
                (if waits { "Check before you pay it out: " } else { "Held back: " }) (holds(holding)) "."
            }
        }
        @if ended { p { "It does not wait for a person." } }
        @else if waits {}
        @else if of.provider == MANUAL && of.status == Status::Created {
            p { "It does not wait for a person yet: a worker hands it over" @if holding.is_empty() { " within moments." } @else { " once nothing holds it." } }
        }
        @else { p { "It does not wait for a person: " (of.provider) " carries it out and reports the outcome." } }
    }
}

fn told(of: &Withdrawal, held_by: Option<HeldBy>) -> Markup {
    html! {
        dl.facts {
            dt { "Withdrawal" } dd { (id(of.id)) }
            dt { "Business" } dd { (id(of.business_id)) }
            dt { "For" } dd { (of.email.as_str()) }
            dt { "Method" } dd { (of.method.as_str()) }
            dt { "Carried out by" } dd id="provider" { (of.provider) }
            dt { "To" }
            dd {
                @if let Some(fields) = of.destination.as_object() {
                    @for (name, value) in fields { div { (name) ": " (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) } }
                }
            }
            dt { "Amount" } dd { (of.amount) }
            dt { "Fees" } dd { (of.fees) }
            dt { "To be paid out" } dd { strong { (of.net_amount) } }
            dt { "Status" } dd id="status" { (of.status.as_str()) @if let Some(by) = held_by { ", held by " (by.as_str()) } }
            @if let Some(reference) = &of.provider_reference { dt { "Provider's reference" } dd { (reference) } }
            @if let Some(reason) = &of.reason { dt { "Reason" } dd { (reason) } }
            dt { "Requested" } dd { (time(of.created_at)) }
            @if let Some(at) = of.finished_at { dt { "Ended" } dd { (time(at)) } }
        }
    }
}

fn forms(app: &App, of: WithdrawalId) -> Markup {
    html! {
        h2 { "You have paid it out" }
        form.narrow method="post" action=(in_this_cell(APPROVE)) {
            input type="hidden" name="id" value=(of);
            input type="hidden" name="key" value=(app.clock.id());
            p { "Approve it once you have sent the money. This cannot be undone." }
            button id="approve" type="submit" { "Approve" }
        }
        h2 { "You will not pay it out" }
        form.narrow method="post" action=(in_this_cell(REJECT)) {
            input type="hidden" name="id" value=(of);
            input type="hidden" name="key" value=(app.clock.id());
            label for="reason" { "Reason" }
            input id="reason" name="reason" required maxlength=(MAX_REASON_CHARS) autocomplete="off" aria-describedby="reason-help";
            small id="reason-help" { "The payout user reads it, and gets the money back." }
            button.secondary id="reject" type="submit" { "Reject" }
        }
    }
}
