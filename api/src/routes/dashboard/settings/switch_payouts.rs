//! GET, POST /dashboard/settings/switch-payouts: switches payouts on or off, after a page that shows what this affects.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::business::{self, Changes};
use domain::member::Permission;
use domain::steering::{self, SteerError};
use futures::FutureExt;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, choice};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::count;
use crate::routes::admin::businesses::update::changed;
use crate::routes::dashboard::addresses::{SETTINGS, SWITCH_PAYOUTS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{Question, back, done};
use crate::work::transact::TransactError;

/// Shows the page that asks for confirmation.
pub async fn show(State(app): State<App>, member: Member, address: Uri) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let on = asked(&Form::of_query(&address))?;
    let business = member.business();
    let read = app.read(move |conn| {
        async move {
            let by_operator = steering::switched_off_by_operator(conn, business).await?;
            Ok((business::pending(conn, business).await?, by_operator))
        }
        .boxed()
    });
    let (pending, by_operator) = read.await.map_err(Refusal::from)?;
    if on && by_operator {
        return Err(TransactError::Refused(SteerError::SwitchedOffByOperator).into());
    }
    let verb = format!("Switch payouts {}", word(on));
    let question = Question { action: SWITCH_PAYOUTS, key: None, verb: &verb, back: SETTINGS };
    let main = html! {
        p id="about" {
            "This affects " strong { (count(pending.count)) (if pending.count == 1 { " allocation" } else { " allocations" }) } " of " strong { (pending.amount) } ". "
            @if on { "They are paid again, unless a pause holds them." }
            @else { "They are held, and new ones are rejected with 403, until payouts are switched on." }
        }
        (question.form(&html! { input type="hidden" name="payouts" value=(word(on)); }))
    };
    Ok(shown(&member, SETTINGS, &format!("{verb}?"), main))
}

/// Switches payouts. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn switch(
    State(app): State<App>,
    member: Member,
    request_id: RequestId,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let changes = Changes { payouts_enabled: Some(asked(&form)?), ..Changes::default() };
    let business = changed(&app, member.credential(), request_id, member.business(), changes).await?;
    let main = html! {
        (done(&html! { "Payouts are " strong { (word(business.payouts_enabled)) } "." }, false))
        (back(SETTINGS, "the settings"))
    };
    Ok(shown(&member, SETTINGS, "Done", main))
}

fn asked(form: &Form) -> Result<bool, Refusal> {
    let on = choice("payouts", form.text("payouts").map(str::to_owned), &[true, false], word)?;
    on.ok_or(Refusal::NotFound)
}

const fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
