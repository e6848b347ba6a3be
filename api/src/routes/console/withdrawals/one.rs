//! GET /console/withdrawals/{id}: one that a person carries out, with what can be said of it.

use axum::extract::State;
use axum::response::Response;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::MAX_REASON_CHARS;
use domain::withdrawal::{MANUAL, Status, Withdrawal, read};
use futures::FutureExt;
use maud::{Markup, html};

use crate::app::App;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::id;
use crate::routes::console::addresses::{APPROVE, REJECT, WITHDRAWALS};
use crate::routes::console::frame::{Wrong, shown};
use crate::routes::v1::withdrawals::whose_by_hand;

/// The withdrawal.
pub async fn one(
    State(app): State<App>,
    wanted: Result<Path<WithdrawalId>, Refusal>,
) -> Result<Response, Wrong> {
    let Path(wanted) = wanted?;
    let business = whose_by_hand(&app, wanted).await?;
    let found = app.read(move |conn| read::get(conn, business, wanted).boxed()).await;
    let found = found.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?;
    let waits = found.status == Status::Processing && found.provider == MANUAL;
    let main = html! {
        (told(&found))
        @if waits { (forms(&app, wanted)) } @else { p { "It does not wait for a person." } }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(WITHDRAWALS, "A withdrawal", main))
}

fn told(of: &Withdrawal) -> Markup {
    html! {
        dl.facts {
            dt { "Withdrawal" } dd { (id(of.id)) }
            dt { "Business" } dd { (id(of.business_id)) }
            dt { "For" } dd { (of.email.as_str()) }
            dt { "By" } dd { (of.method.as_str()) }
            dt { "To" }
            dd {
                @if let Some(fields) = of.destination.as_object() {
                    @for (name, value) in fields { div { (name) ": " (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) } }
                }
            }
            dt { "Amount" } dd { (of.amount) }
            dt { "Fees" } dd { (of.fees) }
            dt { "To be paid out" } dd { strong { (of.net_amount) } }
            dt { "Status" } dd id="status" { (of.status.as_str()) }
            @if let Some(reason) = &of.reason { dt { "Reason" } dd { (reason) } }
            dt { "Asked for" } dd { (time(of.created_at)) }
            @if let Some(at) = of.finished_at { dt { "Ended" } dd { (time(at)) } }
        }
    }
}

fn forms(app: &App, of: WithdrawalId) -> Markup {
    html! {
        h2 { "You have paid it out" }
        form.narrow method="post" action=(APPROVE) {
            input type="hidden" name="id" value=(of);
            input type="hidden" name="key" value=(app.clock.id());
            p { "Approve it once the money is out: it ends as paid, for good." }
            button id="approve" type="submit" { "Approve" }
        }
        h2 { "You will not pay it out" }
        form.narrow method="post" action=(REJECT) {
            input type="hidden" name="id" value=(of);
            input type="hidden" name="key" value=(app.clock.id());
            label for="reason" { "Reason" }
            input id="reason" name="reason" required maxlength=(MAX_REASON_CHARS) autocomplete="off" aria-describedby="reason-help";
            small id="reason-help" { "The payout user reads it, and gets the money back." }
            button.secondary id="reject" type="submit" { "Reject" }
        }
    }
}
