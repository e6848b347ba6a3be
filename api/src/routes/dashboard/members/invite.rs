//! POST /dashboard/members/invite: a link that makes somebody a member. It is shown this once, and given on by the inviter.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use domain::email::Email;
use domain::ids::InvitationId;
use domain::member::invitations::{self, InviteError, LASTS};
use domain::member::{Right, Role, digest};
use futures::FutureExt;
use maud::html;
use secrecy::ExposeSecret;

use crate::app::App;
use crate::auth::member::{Member, new_token};
use crate::http::extract::{Form, choice};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::{JOIN, MEMBERS};
use crate::routes::dashboard::frame::{Wrong, permitted, shown};
use crate::work::transact::{NotDone, WorkError};

/// Invites somebody. An earlier invitation of the same address ends.
pub async fn invite(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Wrong> {
    permitted(&member, Right::Ownership)?;
    let email: Email = form
        .text("email")
        .and_then(|email| email.parse().ok())
        .ok_or_else(|| Problem::field("email", "invalid", "This is not an e-mail address.".to_owned()))?;
    let role = choice("role", form.text("role").map(str::to_owned), &Role::ALL, Role::as_str)?;
    let role =
        role.ok_or_else(|| Problem::field("role", "missing", "Say which role it is to have.".to_owned()))?;
    let token = new_token().map_err(|error| {
        tracing::error!(%error, "there are no random bytes");
        Refusal::Internal
    })?;
    let (business, id, now) = (member.business(), InvitationId::from(app.clock.id()), app.clock.now());
    let (shown_digest, to) = (digest(token.expose_secret()), email.clone());
    let invited = app.transact(move |conn| {
        async move { invitations::invite(conn, (business, id), (&to, role), shown_digest, now).await }.boxed()
    });
    invited.await.map_err(told)?;
    // The guard has compared it with this host.
    let here = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
    let main = html! {
        p.good role="status" {
            "Give this link to " strong { (email.as_str()) } ". It makes its reader a member, as " (role.as_str())
            ", once, within " (LASTS.num_days()) " days. It is not shown again."
        }
        p { code.id id="link" { (here) (JOIN) "?invitation=" (token.expose_secret()) } }
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "Invited", main))
}

fn told(not_done: NotDone<InviteError>) -> Problem {
    match not_done.own_refusal() {
        Ok(InviteError::TooMany) => Problem::new(
            Code::Conflict,
            "50 invitations are open. Withdraw one first, or wait for an answer.",
        ),
        Ok(_) => Refusal::NotFound.into(),
        Err(refusal) => refusal.into(),
    }
}

impl WorkError for InviteError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}
