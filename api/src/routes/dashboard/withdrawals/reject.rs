//! POST /dashboard/withdrawals/{id}/reject: a person says why a withdrawal will not be paid out.

use axum::extract::State;
use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::member::Permission;
use maud::html;
use serde_json::json;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path, read_json};
use crate::http::refusal::Refusal;
use crate::pages::pieces::id;
use crate::routes::dashboard::addresses::{REJECT, WITHDRAWALS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::withdrawals::{Rejection, ended_by_hand};

/// Rejects the withdrawal, once for each form. The money returns to the payout user.
pub async fn reject(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WithdrawalId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let (business, Path(wanted)) = (member.business(), wanted?);
    let body = json!({"reason": form.text("reason").unwrap_or_default()}).to_string();
    let rejection: Rejection = read_json(body.as_bytes())?;
    let asked = Keyed::of_form(REJECT, &form)?.asked(Caller::Business(business), &(wanted, &rejection))?;
    let done = ended_by_hand(&app, asked, (business, wanted), rejection.ending()?).await?;
    let main = html! {
        p.good role="status" { "The withdrawal " (id(wanted)) " of " (done.value.amount) " is " (done.value.status.as_str()) ": the payout user has the money back." }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(&member, WITHDRAWALS, "Done", main))
}
