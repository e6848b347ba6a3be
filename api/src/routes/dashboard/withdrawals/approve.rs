//! POST /dashboard/withdrawals/{id}/approve: a person says that a withdrawal has been paid out.

use axum::extract::State;
use axum::response::Response;
use domain::idempotency::Caller;
use domain::ids::WithdrawalId;
use domain::member::Permission;
use domain::withdrawal::ending::Ending;
use maud::html;

use crate::app::App;
use crate::app::once::Keyed;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path};
use crate::http::refusal::Refusal;
use crate::pages::pieces::id;
use crate::routes::dashboard::addresses::{APPROVE, WITHDRAWALS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::withdrawals::ended_by_hand;

/// Approves the withdrawal, once for each form.
pub async fn approve(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<WithdrawalId>, Refusal>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let (business, Path(wanted)) = (member.business(), wanted?);
    let asked = Keyed::of_form(APPROVE, &form)?.asked(Caller::Business(business), &wanted)?;
    let done = ended_by_hand(&app, asked, (business, wanted), Ending::Succeeded { reference: None }).await?;
    let main = html! {
        p.good role="status" { "The withdrawal " (id(wanted)) " of " (done.value.amount) " has succeeded." }
        p { a href=(WITHDRAWALS) { "Back to the list" } }
    };
    Ok(shown(&member, WITHDRAWALS, "Done", main))
}
