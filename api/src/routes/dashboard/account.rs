//! GET /dashboard/account: the member's own password, second factor, sessions and businesses.

pub mod business;
pub mod password;
mod qr;
pub mod second_factor;
pub mod sessions;

use axum::extract::State;
use axum::response::Response;
use domain::member::account::by_email;
use domain::member::sessions::{self as store, Membership, SessionSummary};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::ExposeSecret;

use super::addresses::{
    ACCOUNT, CHANGE_PASSWORD, END_SECOND_FACTOR, END_SESSIONS, SECOND_FACTOR, SWITCH_BUSINESS,
};
use super::frame::{PageError, shown};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::refusal::Refusal;
use crate::pages::document::time;
use crate::pages::pieces::wide;

/// Shows the account page. The parts about a password appear only if the member has one.
pub async fn show(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    let (who, email, now) = (member.0.member_id, member.0.email.clone(), app.clock.now());
    let read = app.read(move |conn| {
        async move {
            let account = by_email(conn, &email).await?;
            let has_password = account.is_some_and(|one| !one.password.expose_secret().is_empty());
            Ok((has_password, store::businesses(conn, who).await?, store::list(conn, who, now).await?))
        }
        .boxed()
    });
    let (has_password, businesses, sessions) = read.await.map_err(Refusal::from)?;
    let main = html! {
        (businesses_part(&member, &businesses))
        @if has_password {
            (second_factor_part(&member))
            (password_part(&member))
        } @else {
            h2 { "Password" }
            p id="no-password" {
                "You have no password. You sign in with your account at the provider, which may ask for its own second factor."
            }
        }
        (sessions_part(&member, &sessions))
    };
    Ok(shown(&member, ACCOUNT, "Account", main))
}

/// The answer when the password or the code that an account change needs is wrong, or was tried too often.
pub fn not_proved(proof: &super::sign_in::Proof) -> PageError {
    use super::sign_in::{Proof, too_many};
    use crate::http::problem::{Code, Problem};

    match *proof {
        Proof::Later(seconds) => {
            PageError::from(Problem::new(Code::RateLimited, too_many(seconds)).with_retry_after(seconds))
        }
        _ => PageError::from(Problem::field(
            "password",
            "invalid",
            "The password or the code is wrong, or the code was used before. If so, wait for the next code."
                .to_owned(),
        )),
    }
}

/// The field for a code of the second factor.
fn code_field(id: &str) -> Markup {
    html! {
        label for=(id) { "Code" }
        input id=(id) type="text" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="20";
    }
}

fn businesses_part(member: &Member, businesses: &[Membership]) -> Markup {
    html! {
        @if businesses.len() > 1 {
            h2 { "Businesses" }
            ul {
                @for one in businesses {
                    li {
                        @if one.business_id == member.business() {
                            strong { (one.business) } ", " (one.role.as_str()) " (this one)"
                        } @else {
                            form.inline method="post" action=(SWITCH_BUSINESS) {
                                input type="hidden" name="business" value=(one.business_id);
                                span { (one.business) ", " (one.role.as_str()) }
                                button.outline type="submit" aria-label={ "Switch to " (one.business) } { "Switch to it" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn password_part(member: &Member) -> Markup {
    html! {
        h2 { "Password" }
        form.narrow method="post" action=(CHANGE_PASSWORD) {
            label for="password" { "Password" }
            input id="password" type="password" name="password" required autocomplete="current-password";
            @if member.0.second_factor { (code_field("password-code")) }
            label for="new-password" { "New password" }
            input id="new-password" type="password" name="new_password" required autocomplete="new-password"
                aria-describedby="new-help";
            small id="new-help" { "At least 12 characters. All your other sessions will end." }
            button type="submit" { "Change password" }
        }
    }
}

fn second_factor_part(member: &Member) -> Markup {
    html! {
        h2 { "Second factor" }
        @if member.0.second_factor {
            p id="second-factor" { "To sign in, you need a code from your app or a recovery code." }
            p { a href=(SECOND_FACTOR) { "Set up another app" } " (the current app and its recovery codes will stop working)." }
            form.narrow method="post" action=(END_SECOND_FACTOR) {
                label for="end-password" { "Password" }
                input id="end-password" type="password" name="password" required autocomplete="current-password";
                (code_field("end-code"))
                button.secondary type="submit" { "Turn off the second factor" }
            }
        } @else {
            p id="second-factor" { "You sign in with a password only. A code from an app on your phone protects the money better." }
            p { a role="button" href=(SECOND_FACTOR) { "Set it up" } }
        }
    }
}

fn sessions_part(member: &Member, sessions: &[SessionSummary]) -> Markup {
    html! {
        h2 { "Sessions" }
        (wide("Sessions", html! {
            table {
                thead { tr { th { "Browser" } th { "Since" } th { "Last used" } th { "Action" } } }
                tbody {
                    @for one in sessions {
                        tr {
                            td { (one.browser) }
                            td { (time(one.begun_at)) }
                            td { (time(one.used_at)) }
                            td {
                                @if one.id == member.0.id { "this one" } @else {
                                    form method="post" action=(END_SESSIONS) {
                                        input type="hidden" name="session" value=(one.id);
                                        button.outline type="submit" aria-label={ "End the session " (one.id) } { "End" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }))
        @if sessions.len() > 1 {
            form method="post" action=(END_SESSIONS) { button.secondary type="submit" { "End all other sessions" } }
        }
    }
}
