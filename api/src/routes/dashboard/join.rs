//! GET, POST /dashboard/join: the link of an invitation makes its reader a member, once.
//!
//! Who is a member already, of this business or another one, proves it with the password and the code that signing in
//! takes. Anybody else chooses a password.

use axum::extract::State;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::ids::{ActionId, MemberId};
use domain::member::account::{self, Account, MembershipError};
use domain::member::actions::{self, NewAction};
use domain::member::digest;
use domain::member::invitations::{self, Invitation};
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::SecretString;

use super::addresses::JOIN;
use super::frame::{Wrong, bare};
use super::sign_in::{Begun, Proof, begun, counted, given_back, proved, too_many};
use crate::app::App;
use crate::auth::member::SIGN_IN;
use crate::auth::{Network, password, time_is_known};
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::work::transact::NotDone;

/// The form, if the invitation may be accepted.
pub async fn show(State(app): State<App>, network: Network, address: Uri) -> Result<Response, Wrong> {
    time_is_known(&app)?;
    let token = Form::of_query(&address).text("invitation").unwrap_or_default().to_owned();
    Ok(match opened(&app, network, &token).await? {
        Opened::Is(invitation) => form(StatusCode::OK, &token, &invitation, None),
        Opened::Not(answer) => answer,
    })
}

/// Accepts it, and signs the new member in.
pub async fn join(
    State(app): State<App>,
    network: Network,
    request_id: RequestId,
    headers: HeaderMap,
    given: Form,
) -> Result<Response, Wrong> {
    time_is_known(&app)?;
    let token = given.text("invitation").unwrap_or_default().to_owned();
    let invitation = match opened(&app, network, &token).await? {
        Opened::Is(invitation) => invitation,
        Opened::Not(answer) => return Ok(answer),
    };
    let wrong = |status, said: &str| Ok(form(status, &token, &invitation, Some(said)));
    let who = if invitation.known {
        match proved(&app, network, invitation.email.as_str(), &given).await? {
            Proof::Is(account) => Joining::Member(account),
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
        Joining::New(MemberId::from(app.clock.id()), password::hash(chosen).await?)
    };
    let business = invitation.business_id;
    let Some(account) = accepted(&app, *invitation, who, request_id).await? else { return Ok(over()) };
    tracing::info!(%business, member = %account.id, "an invitation was accepted");
    // The invitation is accepted. Where no session begins, the member signs in.
    match begun(&app, &headers, account, Some(business)).await {
        Ok(Begun::Session(response)) => Ok(response),
        Ok(Begun::Not(_)) | Err(_) => {
            Ok((StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(SIGN_IN))]).into_response())
        }
    }
}

/// Who accepts an invitation.
#[derive(Debug)]
enum Joining {
    /// Who has proved to be a member already.
    Member(Account),
    /// Who chooses a password, as a PHC string.
    New(MemberId, String),
}

/// What a link opens.
#[derive(Debug)]
enum Opened {
    /// This invitation.
    Is(Box<Invitation>),
    /// None, which is answered by this.
    Not(Response),
}

/// What `token` opens. A link that opens nothing is a try, as a wrong password is.
async fn opened(app: &App, network: Network, token: &str) -> Result<Opened, Refusal> {
    if let Err(seconds) = counted(app, network, None).await? {
        return Ok(Opened::Not(later(seconds)));
    }
    let Some(invitation) = found(app, token).await? else { return Ok(Opened::Not(over())) };
    given_back(app, network, None).await?;
    Ok(Opened::Is(Box::new(invitation)))
}

async fn found(app: &App, token: &str) -> Result<Option<Invitation>, Refusal> {
    let (shown, now) = (digest(token), app.clock.now());
    Ok(app.read(move |conn| invitations::find(conn, shown, now).boxed()).await?)
}

/// The account that the invitation made a member, unless somebody was faster. It is the first thing that its member did.
async fn accepted(
    app: &App,
    invitation: Invitation,
    who: Joining,
    RequestId(request_id): RequestId,
) -> Result<Option<Account>, Problem> {
    let (now, id) = (app.clock.now(), ActionId::from(app.clock.id()));
    let joined = app.transact(move |conn| {
        async move {
            let account = match who {
                Joining::Member(account) => account::is_still(conn, &account).await?.then_some(account),
                // Another link may have made the same address a member meanwhile: then its password is the right one.
                Joining::New(id, password) => {
                    account::make(conn, id, &invitation.email, &password, now).await?
                }
            };
            let Some(account) = account else { return Ok(None) };
            if !invitations::accept(conn, &invitation, account.id, now).await? {
                return Err(MembershipError::NoSuchMember);
            }
            let (business_id, member_id) = (invitation.business_id, account.id);
            let action = NewAction { id, business_id, member_id, request_id, path: JOIN.to_owned() };
            actions::record(conn, &action).await?;
            actions::answered(conn, business_id, id, 303).await?;
            Ok(Some(account))
        }
        .boxed()
    });
    match joined.await {
        Err(NotDone::Refused(MembershipError::NoSuchMember)) => Ok(None),
        joined => joined.map_err(super::members::told),
    }
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

fn later(seconds: u64) -> Response {
    let main = html! { p.fault role="alert" { (too_many(seconds)) } };
    let mut response = bare(StatusCode::TOO_MANY_REQUESTS, "Join", html! {}, main);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn over() -> Response {
    let main = html! {
        p.fault role="alert" { "This invitation was accepted or withdrawn, or it has expired. Ask for another one." }
        p { a href=(SIGN_IN) { "Sign in" } " if you are a member already." }
    };
    bare(StatusCode::NOT_FOUND, "No invitation", html! {}, main)
}
