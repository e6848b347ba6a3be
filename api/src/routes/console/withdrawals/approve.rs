//! POST /console/withdrawals/approve: a person says that a withdrawal has been paid out.

use axum::extract::State;
use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::withdrawal::ending::Ending;
use maud::html;

use crate::app::App;
use crate::app::once::Keyed;
use crate::http::extract::Form;
use crate::http::problem::Code;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::pages::pieces::id;
use crate::routes::admin::by_operator;
use crate::routes::console::addresses::{APPROVE, WITHDRAWALS};
use crate::routes::console::frame::{PageError, shown};
use crate::routes::v1::withdrawals::{ended_and_noted, whose_by_hand};

/// The advice for an operator who approves a withdrawal that has already ended, and may have paid it out.
const TOO_LATE: &str = "Nothing was changed, and trying again changes nothing. If it was rejected or cancelled, the payout user \
    has the money back. If you have paid it out as well, it was paid twice: get the money back, or settle it with the business.";

/// Approves the withdrawal, once for each form.
pub async fn approve(
    State(app): State<App>,
    RequestId(request_id): RequestId,
    form: Form,
) -> Result<Response, PageError> {
    form.each_once()?;
    let wanted: WithdrawalId = form.text("id").and_then(|id| id.parse().ok()).ok_or(Refusal::NotFound)?;
    let asked = Keyed::of_form(APPROVE, &form)?.asked(Caller::Operators, &wanted)?;
    let business = whose_by_hand(&app, wanted).await?;
    let by = by_operator(&app, request_id);
    let done =
        ended_and_noted(&app, asked, (business, wanted), Ending::Succeeded { reference: None }, Some(by))
            .await;
    let done = done.map_err(|problem| match problem.code() {
        Code::Conflict => PageError::but(problem, TOO_LATE),
        _ => problem.into(),
    })?;
    let main = html! {
        p.good role="status" { "The withdrawal " (id(wanted)) " of " (done.value.amount) " has succeeded." }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(WITHDRAWALS, "Done", main))
}
