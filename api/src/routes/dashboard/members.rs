//! GET /dashboard/members: the members of the business, and the open invitations.

pub mod invite;
pub mod link;
pub mod mailed;
pub mod remove;
pub mod role;
pub mod withdraw;

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use domain::ids::InvitationId;
use domain::member::account::{self, MembershipError};
use domain::member::invitations::{self, Invitation};
use domain::member::mails::{self, Mail};
use domain::member::{Permission, Role};
use futures::FutureExt;
use maud::{Markup, html};

use super::addresses::{INVITE, MEMBERS};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::wide;
use crate::work::transact::{TransactError, WorkError};

/// Lists the members, and the open invitations.
pub async fn list(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let (business, now) = (member.business(), app.clock.now());
    let read = app.read(move |conn| {
        async move {
            let members = account::members(conn, business).await?;
            let invited = invitations::list(conn, business, now).await?;
            Ok((members, invited, mails::of_open(conn, business, now).await?))
        }
        .boxed()
    });
    let (members, invited, mails) = read.await.map_err(Refusal::from)?;
    let may = member.has(Permission::Ownership);
    let main = html! {
        (wide("Members", table(&members, may)))
        h2 { "Invited" }
        @if invited.is_empty() { p { "Nobody is invited at present." } } @else {
            (wide("Invited", invitations_table(&invited, &mails, may)))
        }
        @if may { (invite_form()) } @else { p { "Only owners can invite members and change roles." } }
        (roles())
    };
    Ok(shown(&member, MEMBERS, "Members", main))
}

/// Puts the id of a member or an invitation into the pattern of an address.
fn at(pattern: &str, id: impl std::fmt::Display) -> String {
    pattern.replace("{id}", &id.to_string())
}

fn table(members: &[account::Member], may: bool) -> Markup {
    use super::addresses::{CHANGE_ROLE, REMOVE_MEMBER};

    html! {
        table {
            thead { tr { th { "Member" } th { "Role" } th { "Second factor" } th { "Since" } @if may { th { "Action" } } } }
            tbody {
                @for one in members {
                    tr {
                        td { (one.email.as_str()) }
                        td {
                            @if may {
                                form.inline method="post" action=(at(CHANGE_ROLE, one.id)) {
                                    (choose("role", one.role, &format!("Role of {}", one.email.as_str())))
                                    button.outline type="submit" { "Change" }
                                }
                            } @else { (one.role.as_str()) }
                        }
                        td { (if one.second_factor { "yes" } else { "no" }) }
                        td { (time(one.since)) }
                        @if may {
                            td {
                                a href=(at(REMOVE_MEMBER, one.id)) aria-label={ "Remove " (one.email.as_str()) } { "Remove" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn invitations_table(invited: &[Invitation], mails: &HashMap<InvitationId, Mail>, may: bool) -> Markup {
    use super::addresses::{INVITATION_LINK, WITHDRAW_INVITATION};

    html! {
        table {
            thead { tr { th { "Invited" } th { "Role" } th { "Until" } th { "Mail" } @if may { th { "Action" } } } }
            tbody {
                @for one in invited {
                    tr {
                        td { (one.email.as_str()) }
                        td { (one.role.as_str()) }
                        td { (time(one.expires_at)) }
                        td { (mailed::mail_status(mails.get(&one.id))) }
                        @if may {
                            td {
                                @if !one.by_operator {
                                    form method="post" action=(at(INVITATION_LINK, one.id)) {
                                        button.outline type="submit" aria-label={ "Show the link of the invitation of " (one.email.as_str()) } {
                                            "Show the link"
                                        }
                                    }
                                }
                                form method="post" action=(at(WITHDRAW_INVITATION, one.id)) {
                                    button.outline type="submit" aria-label={ "Withdraw the invitation of " (one.email.as_str()) } {
                                        "Withdraw"
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn invite_form() -> Markup {
    html! {
        h2 { "Invite a member" }
        form.narrow method="post" action=(INVITE) {
            label for="email" { "E-mail address" }
            input id="email" type="email" name="email" required;
            label for="role" { "Role" }
            select id="role" name="role" {
                @for role in Role::ALL { option value=(role.as_str()) selected[role == Role::Viewer] { (role.as_str()) } }
            }
            button type="submit" { "Invite" }
        }
    }
}

/// A select field for a role. `label` names the field for people who cannot see what it is about.
fn choose(name: &str, present: Role, label: &str) -> Markup {
    html! {
        select name=(name) aria-label=(label) {
            @for role in Role::ALL { option value=(role.as_str()) selected[role == present] { (role.as_str()) } }
        }
    }
}

fn roles() -> Markup {
    html! {
        details {
            summary { "What the roles may do" }
            dl.facts {
                dt { "viewer" } dd { "Sees everything and changes nothing." }
                dt { "developer" } dd { "Also creates and revokes API keys, and manages webhook endpoints." }
                dt { "finance" } dd { "Also pays, tops up, approves and rejects withdrawals, and changes payout users. No keys and no webhooks." }
                dt { "owner" } dd { "Does everything, including members and settings." }
            }
        }
    }
}

/// The error if a membership was not changed.
pub fn told(not_done: TransactError<MembershipError>) -> Problem {
    match not_done.from_work_error() {
        Ok(MembershipError::LastOwner) => Problem::new(
            Code::Conflict,
            "A business has at least one owner, and this is the only one. Make somebody else an owner first.",
        ),
        Ok(_) => Refusal::NotFound.into(),
        Err(refusal) => refusal.into(),
    }
}

impl WorkError for MembershipError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}
