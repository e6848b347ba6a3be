//! POST /dashboard/members/invitations/{id}/link: shows the link of an open invitation again. This is a form, so that
//! the record of actions says who saw the link.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use domain::email::Email;
use domain::ids::InvitationId;
use domain::member::invitations::LIFETIME;
use domain::member::link::token_again;
use domain::member::{Permission, Role, invitations};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::ExposeSecret;

use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::Path;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{JOIN, MEMBERS};
use crate::routes::dashboard::frame::{PageError, permitted, shown};

/// The error for an operator's invitation. Its link may set the password of a member of other businesses, too.
const OPERATORS: &str = "The operator of this service made this invitation and gave its link to the invited person. The link is shown \
                         to nobody else. If you invite the address yourself, this invitation ends.";

/// Shows the link.
pub async fn link(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
    Path(id): Path<InvitationId>,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let (business, now) = (member.business(), app.clock.now());
    let open = app.read(move |conn| invitations::list(conn, business, now).boxed());
    let open = open.await.map_err(Refusal::from)?;
    let one = open.into_iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    if one.by_operator {
        return Err(Problem::new(Code::Conflict, OPERATORS).into());
    }
    let token = token_again(&app.hash_keys, business, id, &one.digest).ok_or_else(|| {
        Problem::new(
            Code::Conflict,
            "The link of this invitation was shown once, and cannot be shown again. If you invite the address again, this invitation ends.",
        )
    })?;
    let main = html! {
        (given(&one.email, one.role, &link_of(&app, &headers, token.expose_secret())))
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "The link", main))
}

/// The link, for the inviter to pass on.
pub(super) fn given(email: &Email, role: Role, link: &str) -> Markup {
    html! {
        p.good role="status" {
            "Give this link to " strong { (email.as_str()) } ". It makes its reader a member, as " (role.as_str())
            ", once, within " (LIFETIME.num_days()) " days of the invitation."
        }
        p { code.id id="link" { (link) } }
    }
}

/// Returns the link of an invitation: below the configured public URL, or else below the origin that the browser used.
pub(super) fn link_of(app: &App, headers: &HeaderMap, token: &str) -> String {
    // The guard has checked that this origin is this host.
    let here = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    format!("{}{JOIN}?invitation={token}", app.public_url.as_deref().unwrap_or(here))
}
