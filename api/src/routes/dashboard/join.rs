//! GET, POST /dashboard/join: the link of an invitation makes its reader a member, once.
//!
//! Who is a member already, of this business or another one, proves it with the password and the code that signing in
//! takes. Anybody else chooses a password.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::ids::MemberId;
use domain::member::account::{self, MembershipError};
use domain::member::digest;
use domain::member::invitations::{self, Invitation};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::SecretString;

use super::addresses::JOIN;
use super::frame::{Wrong, bare};
use super::sign_in::{Proof, begun, proved, too_many};
use crate::app::App;
use crate::auth::member::SIGN_IN;
use crate::auth::{password, time_is_known};
use crate::http::extract::Form;
use crate::http::refusal::Refusal;

/// The form, if the invitation may be accepted.
pub async fn show(State(app): State<App>, address: Uri) -> Result<Response, Wrong> {
    time_is_known(&app)?;
    let token = Form::of_query(&address).text("invitation").unwrap_or_default().to_owned();
    Ok(match found(&app, &token).await? {
        Some(invitation) => form(StatusCode::OK, &token, &invitation, None),
        None => over(),
    })
}

/// Accepts it, and signs the new member in.
pub async fn join(State(app): State<App>, headers: HeaderMap, given: Form) -> Result<Response, Wrong> {
    time_is_known(&app)?;
    let token = given.text("invitation").unwrap_or_default().to_owned();
    let Some(invitation) = found(&app, &token).await? else { return Ok(over()) };
    let wrong = |status, said: &str| Ok(form(status, &token, &invitation, Some(said)));
    let (member, password) = if invitation.known {
        match proved(&app, invitation.email.as_str(), &given).await? {
            Proof::Is(member) => (member, None),
            Proof::Not => {
                return wrong(
                    StatusCode::UNAUTHORIZED,
                    "This is not your password, or not your code. Nothing was done.",
                );
            }
            Proof::Later(seconds) => return wrong(StatusCode::TOO_MANY_REQUESTS, &too_many(seconds)),
        }
    } else {
        let chosen: SecretString = given.all("password").next().unwrap_or_default().into();
        if let Err(weak) = password::check(&chosen, &invitation.email) {
            return wrong(StatusCode::BAD_REQUEST, &weak.to_string());
        }
        (MemberId::from(app.clock.id()), Some(password::hash(chosen).await?))
    };
    let business = invitation.business_id;
    let Some(member) = accepted(&app, invitation, member, password).await? else { return Ok(over()) };
    tracing::info!(%business, %member, "an invitation was accepted");
    let signed_in = begun(&app, &headers, member, Some(business)).await?;
    Ok(signed_in.ok_or(Refusal::Internal)?)
}

async fn found(app: &App, token: &str) -> Result<Option<Invitation>, Refusal> {
    let (shown, now) = (digest(token), app.clock.now());
    Ok(app.read(move |conn| invitations::find(conn, shown, now).boxed()).await?)
}

/// The member that the invitation made, unless somebody was faster.
async fn accepted(
    app: &App,
    invitation: Invitation,
    member: MemberId,
    password: Option<String>,
) -> Result<Option<MemberId>, Refusal> {
    let now = app.clock.now();
    let joined = app.transact(move |conn| {
        async move {
            if let Some(password) = password {
                // Another link may have made the same address a member meanwhile: then its password is the right one.
                let made = account::make(conn, member, &invitation.email, &password, now).await?;
                if made != member {
                    return Ok(None);
                }
            }
            let accepted = invitations::accept(conn, &invitation, member, now).await?;
            Ok::<_, MembershipError>(accepted.then_some(member))
        }
        .boxed()
    });
    joined.await.map_err(super::members::refused)
}

fn form(status: StatusCode, token: &str, invitation: &Invitation, fault: Option<&str>) -> Response {
    let known = invitation.known;
    let main = html! {
        p {
            "You are invited to act for " strong { (invitation.business) } " as " strong { (invitation.role.as_str()) }
            ", as " strong { (invitation.email.as_str()) } "."
        }
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        form.narrow method="post" action=(JOIN) {
            input type="hidden" name="invitation" value=(token);
            input type="hidden" name="email" value=(invitation.email.as_str()) autocomplete="username";
            label for="password" { @if known { "Your password" } @else { "Choose a password" } }
            input id="password" type="password" name="password" required aria-invalid=[fault.map(|_| "true")]
                autocomplete=(if known { "current-password" } else { "new-password" })
                aria-describedby="password-help";
            small id="password-help" {
                @if known { "The one that you sign in with already." } @else { "At least 12 characters." }
            }
            @if known { (code()) }
            button type="submit" { "Join" }
        }
    };
    bare(status, "Join", html! {}, main)
}

fn code() -> Markup {
    html! {
        label for="code" { "Code" }
        input id="code" type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20"
            aria-describedby="code-help";
        small id="code-help" { "Of your app, or a recovery code. Leave it empty if you have set up none." }
    }
}

fn over() -> Response {
    let main = html! {
        p.fault role="alert" { "This invitation was accepted or withdrawn, or it has expired. Ask for another one." }
        p { a href=(SIGN_IN) { "Sign in" } " if you are a member already." }
    };
    bare(StatusCode::NOT_FOUND, "No invitation", html! {}, main)
}
