//! POST /dashboard/settings/set-alert: sets the payout balance below which the event `balance.low` is sent.

use axum::extract::State;
use axum::response::Response;
use domain::member::Permission;
use domain::money::Cents;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::routes::dashboard::addresses::SETTINGS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::dashboard::questions::{back, done};
use crate::routes::v1::balance::alert::put::set;

/// Sets the threshold; an empty field removes it. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn set_alert(State(app): State<App>, member: Member, form: Form) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let threshold = form.text("threshold").map(|text| {
        let wrong = || Problem::field("threshold", "invalid", "Write dollars as 12 or 12.34.");
        Cents::written(text).map(Cents::get).ok_or_else(wrong)
    });
    let threshold = set(&app, member.business(), threshold.transpose()?).await?;
    let said = html! {
        @match threshold {
            Some(threshold) => { "The event is sent when the payout balance falls below " strong { (threshold) } "." },
            None => { "No event is sent when the payout balance is low." },
        }
    };
    let main = html! { (done(&said, false)) (back(SETTINGS, "the settings")) };
    Ok(shown(&member, SETTINGS, "Done", main))
}
