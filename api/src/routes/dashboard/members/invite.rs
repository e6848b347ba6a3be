//! POST /dashboard/members/invite: makes a link that makes somebody a member. The link is mailed if this process has a
//! sender address for mails. Otherwise the page shows the link, and the inviter passes it on.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::email::Email;
use domain::ids::InvitationId;
use domain::member::invitations::{self, InviteError, LIFETIME};
use domain::member::link::token;
use domain::member::mails::{self, Mailing};
use domain::member::{Permission, Role, digest};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::ExposeSecret;

use super::link::{given, link_of};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, choice};
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::routes::dashboard::addresses::MEMBERS;
use crate::routes::dashboard::frame::{PageError, permitted, shown};
use crate::work::transact::{TransactError, WorkError};

/// Invites a person. An earlier invitation of the same address ends.
pub async fn invite(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, PageError> {
    permitted(&member, Permission::Ownership)?;
    let email: Email = form
        .text("email")
        .and_then(|email| email.parse().ok())
        .ok_or_else(|| Problem::field("email", "invalid", "This is not an e-mail address.".to_owned()))?;
    let role = choice("role", form.text("role").map(str::to_owned), &Role::ALL, Role::as_str)?;
    let role = role.ok_or_else(|| Problem::field("role", "missing", "Choose a role.".to_owned()))?;
    let (business, id, now) = (member.business(), InvitationId::from(app.clock.id()), app.clock.now());
    let token = token(&app.hash_keys, business, id);
    let (of, to) = (digest(token.expose_secret()), email.clone());
    let mailing = app.mail_from.clone().map(|sender| Mailing { sender, link: link_of(&app, &headers, "") });
    let mails = mailing.is_some();
    let invited = app.transact(move |conn| {
        async move {
            invitations::invite(conn, (business, id), (&to, role), of, false, now).await?;
            match mailing {
                Some(mailing) => Ok(mails::record(conn, (business, id), &to, &mailing, now).await?),
                None => Ok(false),
            }
        }
        .boxed()
    });
    let is_mailed = invited.await.map_err(told)?;
    let main = html! {
        @if is_mailed { (mailed(&email, role)) } @else {
            @if mails {
                p.fault role="alert" {
                    "No mail is sent: " (email.as_str()) " was invited several times in the last hour, or this business has invited too many people in a day."
                }
            }
            (given(&email, role, &link_of(&app, &headers, token.expose_secret())))
        }
        p { a href=(MEMBERS) { "Back to the members" } }
    };
    Ok(shown(&member, MEMBERS, "Invited", main))
}

fn mailed(email: &Email, role: Role) -> Markup {
    html! {
        p.good role="status" {
            "An e-mail to " strong { (email.as_str()) } " is on its way. Its link makes the recipient a member, as " (role.as_str())
            ", once, within " (LIFETIME.num_days()) " days."
        }
        p { "The members page shows whether it was sent, and the link." }
    }
}

fn told(not_done: TransactError<InviteError>) -> Problem {
    match not_done.from_work_error() {
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
