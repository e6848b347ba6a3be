//! POST /dashboard/payout-users/{id}/activate: lets a payout user's link open its page again.

use axum::extract::State;
use axum::response::Response;
use domain::ids::PayoutUserId;
use domain::member::Permission;
use domain::payout_user::{Change, Status};
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::PAYOUT_USERS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::routes::v1::payout_users::update::changed;

/// Activates the payout user. Doing so twice changes nothing, so the form has no idempotency key.
pub async fn activate(
    State(app): State<App>,
    member: Member,
    wanted: Result<Path<PayoutUserId>, Refusal>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    let Path(wanted) = wanted?;
    let change = Change { status: Some(Status::Active), ..Change::default() };
    let user = changed(&app, member.business(), wanted, change).await?;
    let main = html! {
        p.good role="status" { (user.email.as_str()) " is " (user.status.as_str()) ": the link works again" @if user.expires_at.is_some() { " until it expires" } "." }
        p { a href={ (PAYOUT_USERS) "/" (wanted) } { "Back to the payout user" } }
    };
    Ok(shown(&member, PAYOUT_USERS, "Done", main))
}
