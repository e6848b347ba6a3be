//! POST /console/withdrawals/reject: a person says why a withdrawal will not be paid out.

use axum::extract::State;
use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use maud::html;
use serde_json::Value;

use crate::app::App;
use crate::app::once::Keyed;
use crate::http::extract::Form;
use crate::http::problem::Code;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::id;
use crate::routes::admin::by_operator;
use crate::routes::console::addresses::{REJECT, WITHDRAWALS};
use crate::routes::console::commands::body;
use crate::routes::console::frame::{PageError, shown};
use crate::routes::v1::withdrawals::{Rejection, ended_and_noted, whose_by_hand};

/// The advice for an operator who rejects a withdrawal that has already ended.
const TOO_LATE: &str = "Nothing was changed, and trying again changes nothing. If it succeeded, somebody has approved it as paid out, \
    and the payout user does not get the money back.";

/// Rejects the withdrawal, once for each form. The money returns to the payout user.
pub async fn reject(
    State(app): State<App>,
    RequestId(request_id): RequestId,
    form: Form,
) -> Result<Response, PageError> {
    form.each_once()?;
    let wanted: WithdrawalId = form.text("id").and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
    let reason = form.text("reason").unwrap_or_default();
    let rejection: Rejection = body([("reason", Value::from(reason))].into_iter())?;
    let asked = Keyed::of_form(REJECT, &form)?.asked(Caller::Operators, &(wanted, &rejection))?;
    let ending = rejection.ending()?;
    let business = whose_by_hand(&app, wanted).await?;
    let by = by_operator(&app, request_id);
    let done = ended_and_noted(&app, asked, (business, wanted), ending, Some(by)).await;
    let done = done.map_err(|problem| match problem.code() {
        Code::Conflict => PageError::but(problem, TOO_LATE),
        _ => problem.into(),
    })?;
    let main = html! {
        p.good role="status" { "The withdrawal " (id(wanted)) " of " (done.value.amount) " is " (done.value.status.as_str()) ": the payout user has the money back." }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(WITHDRAWALS, "Done", main))
}
