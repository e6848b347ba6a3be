//! GET /dashboard/payments/{id}: one payment. While the payment is pending, a script refreshes it.

use axum::extract::State;
use axum::response::Response;
use domain::allocation::{CANCELLED, FailureCode, Status};
use domain::ids::AllocationId;
use domain::member::Permission;
use maud::{Markup, html};

use super::status;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::id;
use crate::routes::dashboard::addresses::{BATCHES, PAY, PAYMENTS, PAYOUT_USERS};
use crate::routes::dashboard::filters::address;
use crate::routes::dashboard::frame::{PageError, shown};
use crate::routes::v1::allocations::Allocation;
use crate::routes::v1::allocations::get::found;

/// How often a script refreshes a pending payment.
const LOOK_AGAIN: &str = "every 2s";

/// Shows the payment.
pub async fn one(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<AllocationId>, Refusal>,
) -> Result<Response, PageError> {
    let Path(wanted) = wanted?;
    let found = found(&app, member.business(), wanted).await?;
    let main = html! {
        (live(&found))
        @if member.has(Permission::Money) && ended_unpaid(&found) {
            p { a role="button" class="outline" href=(again(&found)) { "Pay it again" } }
        }
        p { a href=(PAYMENTS) { "All payments" } }
    };
    Ok(shown(&member, PAYMENTS, "A payment", main))
}

/// The outcome of a payment. A script fetches it again until the payment has ended.
pub fn live(of: &Allocation) -> Markup {
    let here = format!("{PAYMENTS}/{}", of.id);
    let waits = of.status == Status::Pending.as_str();
    html! {
        section id="live" hx-get=[waits.then_some(&here)] hx-trigger=[waits.then_some(LOOK_AGAIN)]
            hx-select=[waits.then_some("#live")] hx-target=[waits.then_some("#live")] hx-swap=[waits.then_some("outerHTML")] {
            (sentence(of))
            (facts(of))
            @if waits { noscript { p { a href=(here) { "Refresh" } } } }
        }
    }
}

/// The outcome, in a sentence.
fn sentence(of: &Allocation) -> Markup {
    let is = |status: Status| of.status == status.as_str();
    let failed_by = |code: FailureCode| of.code.as_deref() == Some(code.as_str());
    html! {
        @if is(Status::Succeeded) { p.good role="status" { "It is paid." } }
        @else if is(Status::Pending) {
            p role="status" {
                @match of.held_by {
                    None => { "It waits for its turn, which takes a few moments." },
                    Some("schedule") => { "It waits for the time that its batch is scheduled for." },
                    Some("throttle") => { "It waits: payments are slowed down at the moment. It is paid when its turn comes." },
                    Some("business_disabled") => { "It waits: payouts of this business are switched off. It is paid once they are on." },
                    Some(_) => { "It waits: payments are paused. It is paid once they are resumed." },
                }
            }
        }
        @else if failed_by(FailureCode::InsufficientFunds) {
            p.fault role="alert" { "It failed: the payout balance did not cover it. Add money to the payout balance, and pay it again." }
        }
        @else if of.code.as_deref() == Some(CANCELLED) { p.fault role="alert" { "It was cancelled, and nothing was paid." } }
        @else { p.fault role="alert" { "It failed, and nothing was paid. Ask the operator of this service why." } }
    }
}

fn facts(of: &Allocation) -> Markup {
    html! {
        dl.facts {
            dt { "Payment" } dd { (id(of.id)) }
            dt { "For" } dd { (of.email.as_str()) }
            dt { "Amount" } dd { strong { (of.amount) } }
            dt { "Status" } dd id="status" { (status(of)) }
            @if let Some(user) = of.payout_user_id { dt { "Payout user" } dd { a href={ (PAYOUT_USERS) "/" (user) } { (user) } } }
            @if let Some(reference) = &of.reference { dt { "Reference" } dd { (reference) } }
            @if let Some(batch) = of.batch_id { dt { "Batch" } dd { a href={ (BATCHES) "/" (batch) } { (batch) } } }
            @if let Some(metadata) = &of.metadata { dt { "Metadata" } dd { code { (metadata.get()) } } }
            dt { "Requested" } dd { (time(of.created_at)) }
            @if let Some(at) = of.finished_at { dt { "Ended" } dd { (time(at)) } }
        }
    }
}

fn ended_unpaid(of: &Allocation) -> bool {
    [Status::Failed, Status::Cancelled].iter().any(|status| of.status == status.as_str())
}

/// Returns the address of a form for the same payment. The reference is the same, so the payment is made only once.
fn again(of: &Allocation) -> String {
    let cents = of.amount.get();
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let fields = [
        ("email", Some(of.email.as_str())),
        ("amount", Some(amount.as_str())),
        ("reference", of.reference.as_deref()),
    ];
    address(PAY, fields)
}
