//! POST /dashboard/members/invitations/{id}/withdraw: withdraws an invitation, so that its link stops working.

use axum::extract::State;
use axum::response::Response;
use domain::ids::InvitationId;
use domain::member::{Permission, invitations};
use futures::FutureExt;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::MEMBERS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};

/// Withdraws the invitation. An invitation that is no longer open is a 404.
pub async fn withdraw(
    State(app): State<App>,
    member: Member,
    Path(id): Path<InvitationId>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let (business, now) = (member.business(), app.clock.now());
    let withdrawn = app.transact(move |conn| invitations::revoke(conn, business, id, now).boxed());
    if !withdrawn.await.map_err(Refusal::from)? {
        return Err(Refusal::NotFound.into());
    }
    let main = html! {
        p.good role="status" { "The invitation is withdrawn. Its link no longer works." }
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "Done", main))
}
