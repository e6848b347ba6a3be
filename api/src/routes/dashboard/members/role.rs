//! POST /dashboard/members/{id}/role: changes a member's role.

use axum::extract::State;
use axum::response::Response;
use domain::ids::MemberId;
use domain::member::{Permission, Role, account};
use futures::FutureExt;
use maud::html;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, Path, choice};
use crate::http::problem::Problem;
use crate::routes::dashboard::addresses::MEMBERS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};

/// Changes the role. The change takes effect with the member's next request.
pub async fn change(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MemberId>,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let role = choice("role", form.text("role").map(str::to_owned), &Role::ALL, Role::as_str)?;
    let role = role.ok_or_else(|| Problem::field("role", "missing", "Choose a role.".to_owned()))?;
    let business = member.business();
    let changed = app.transact(move |conn| account::change(conn, business, id, Some(role)).boxed());
    changed.await.map_err(super::told)?;
    let main = html! {
        p.good role="status" { "The member is " (role.as_str()) " now." }
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "Done", main))
}
