//! GET, POST /dashboard/members/{id}/remove: asks for confirmation, then ends a membership of this business.

use axum::extract::State;
use axum::response::Response;
use domain::ids::MemberId;
use domain::member::{Permission, account};
use futures::FutureExt;
use maud::html;

use super::at;
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{MEMBERS, REMOVE_MEMBER};
use crate::routes::dashboard::frame::{PageError, permitted, shown};

/// Shows the page that asks for confirmation.
pub async fn show(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MemberId>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let business = member.business();
    let members =
        app.read(move |conn| account::members(conn, business).boxed()).await.map_err(Refusal::from)?;
    let one = members.into_iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    let main = html! {
        p { "Remove " strong { (one.email.as_str()) } ", " (one.role.as_str()) "." }
        p { "The member's sessions for this business end at once. API keys that the member created stay valid: check them as well." }
        form method="post" action=(at(REMOVE_MEMBER, id)) {
            div.pages {
                button type="submit" { "Remove" }
                a role="button" class="secondary outline" href=(MEMBERS) { "Cancel" }
            }
        }
    };
    Ok(shown(&member, MEMBERS, "Remove?", main))
}

/// Removes the member, and ends the member's sessions for this business.
pub async fn remove(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MemberId>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let business = member.business();
    let removed = app.transact(move |conn| account::change(conn, business, id, None).boxed());
    removed.await.map_err(super::told)?;
    let main = html! {
        p.good role="status" { "The member is removed." }
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "Done", main))
}
