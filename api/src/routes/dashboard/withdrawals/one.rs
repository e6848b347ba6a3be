//! GET /dashboard/withdrawals/{id}: one withdrawal, with the forms to approve or reject it if it waits for a person.

use axum::extract::State;
use axum::response::Response;
use domain::held::HeldBy;
use domain::ids::WithdrawalId;
use domain::member::Permission;
use domain::withdrawal::ending::MAX_REASON_CHARS;
use domain::withdrawal::{MANUAL, Status, Withdrawal};
use maud::{Markup, html};

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::id;
use crate::routes::dashboard::addresses::{PAYOUT_USERS, WITHDRAWALS};
use crate::routes::dashboard::filters::words;
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::v1::withdrawals::get::found;

/// Shows the withdrawal.
pub async fn one(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WithdrawalId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let (found, held) = found(&app, member.business(), wanted).await?;
    let waits = found.status == Status::Processing && found.provider == MANUAL;
    let main = html! {
        (told(&found, held.get(&wanted).copied()))
        @if !waits { p { "It does not wait for a person." } }
        @else if member.has(Permission::Money) { (forms(&app, wanted)) }
        @else { p { "It waits for a person: " (Permission::Money.held_by()) " of this business can approve or reject it." } }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(&member, WITHDRAWALS, "A withdrawal", main))
}

fn told(of: &Withdrawal, held: Option<HeldBy>) -> Markup {
    html! {
        dl.facts {
            dt { "Withdrawal" } dd { (id(of.id)) }
            dt { "For" } dd { a href={ (PAYOUT_USERS) "/" (of.payout_user_id) } { (of.email.as_str()) } }
            dt { "Method" } dd { (words(of.method.as_str())) }
            dt { "To" }
            dd {
                @if let Some(fields) = of.destination.as_object() {
                    @for (name, value) in fields { div { (name) ": " (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) } }
                }
            }
            dt { "Amount" } dd { (of.amount) }
            dt { "Fees" } dd { (of.fees) }
            dt { "To be paid out" } dd { strong { (of.net_amount) } }
            dt { "Carried out by" } dd { (if of.provider == MANUAL { "a person" } else { &of.provider }) }
            dt { "Status" } dd id="status" { (of.status.as_str()) @if let Some(by) = held { small { "held: " (words(by.as_str())) } } }
            @if let Some(code) = &of.code { dt { "Code" } dd { (words(code)) } }
            @if let Some(reason) = &of.reason { dt { "Reason" } dd { (reason) } }
            @if let Some(reference) = &of.provider_reference { dt { "Provider's reference" } dd { (reference) } }
            dt { "Requested" } dd { (time(of.created_at)) }
            @if let Some(at) = of.finished_at { dt { "Ended" } dd { (time(at)) } }
        }
    }
}

fn forms(app: &App, of: WithdrawalId) -> Markup {
    html! {
        h2 { "You have paid it out" }
        form.narrow method="post" action={ (WITHDRAWALS) "/" (of) "/approve" } {
            input type="hidden" name="key" value=(app.clock.id());
            p { "Approve it once you have sent the money. This cannot be undone." }
            button id="approve" type="submit" { "Approve" }
        }
        h2 { "You will not pay it out" }
        form.narrow method="post" action={ (WITHDRAWALS) "/" (of) "/reject" } {
            input type="hidden" name="key" value=(app.clock.id());
            label for="reason" { "Reason" }
            input id="reason" name="reason" required maxlength=(MAX_REASON_CHARS) autocomplete="off" aria-describedby="reason-help";
            small id="reason-help" { "The payout user reads it, and gets the money back." }
            button.secondary id="reject" type="submit" { "Reject" }
        }
    }
}
