//! GET, POST /dashboard/join: the link of an invitation makes the person who opens it a member, once.
//!
//! A person who is already a member, of this business or another one, proves it with the password and the code that
//! signing in needs. Anybody else chooses a password, or signs in at a provider ([`by_provider`]). After signing in at
//! a provider the member has no password any more, because the person who had the link of the first invitation chose
//! that password.
//!
//! If an operator ended a member's password, only an operator's invitation lets the member choose another one. The
//! password opens all businesses of the member, and the owners of each may invite any address.

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::ids::{ActionId, MemberId};
use domain::member::account::{self, Account, MembershipError};
use domain::member::actions::{self, NewAction};
use domain::member::digest;
use domain::member::identities::{self, IdentityMatch};
use domain::member::invitations::{self, Invitation, JoinKind};
use domain::oidc::Identity;
use domain::oidc::proofs;
use domain::oidc::sign_ins::Proved;
use futures::FutureExt;
use maud::{Markup, html};
use secrecy::SecretString;
use sqlx::PgConnection;

use super::addresses::{JOIN, PROVIDER};
use super::frame::{PageError, bare};
use super::sign_in::{Proof, SignInStep, begun, proved, too_many};
use crate::app::App;
use crate::app::oidc::Oidc;
use crate::auth::member::SIGN_IN;
use crate::auth::provider::offered;
use crate::auth::{Network, password, time_is_known};
use crate::http::extract::Form;
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::work::transact::TransactError;

/// Shows the form, if the invitation may be accepted.
pub async fn show(State(app): State<App>, address: Uri) -> Result<Response, PageError> {
    time_is_known(&app)?;
    let token = Form::of_query(&address).text("invitation").unwrap_or_default().to_owned();
    Ok(match found(&app, digest(&token)).await? {
        Some(found) => form(StatusCode::OK, (&token, &found), None, offered(&app).await),
        None => over(),
    })
}

/// Accepts the invitation, and signs the new member in.
pub async fn join(
    State(app): State<App>,
    network: Network,
    request_id: RequestId,
    headers: HeaderMap,
    given: Form,
) -> Result<Response, PageError> {
    time_is_known(&app)?;
    let token = given.text("invitation").unwrap_or_default().to_owned();
    let Some(found) = found(&app, digest(&token)).await? else { return Ok(over()) };
    let offered = offered(&app).await;
    let wrong = |status, said: &str| Ok(form(status, (&token, &found), Some(said), offered));
    let (invitation, joins) = &found;
    let who = match joins {
        JoinKind::ByPassword => match proved(&app, network, invitation.email.as_str(), &given).await? {
            Proof::Is(account) => Joining::Member(account),
            Proof::Not => {
                return wrong(
                    StatusCode::UNAUTHORIZED,
                    "The password or the code is wrong. Nothing was done.",
                );
            }
            Proof::Later(seconds) => return wrong(StatusCode::TOO_MANY_REQUESTS, &too_many(seconds)),
        },
        JoinKind::ByProvider => {
            return wrong(
                StatusCode::UNAUTHORIZED,
                "You have no password here: sign in through your provider. Nothing was done.",
            );
        }
        JoinKind::NotYet => return wrong(StatusCode::FORBIDDEN, "Nothing was done."),
        JoinKind::Choosing => {
            let chosen: SecretString = given.all("password").next().unwrap_or_default().into();
            if let Err(weak) = password::check(&chosen, &invitation.email) {
                return wrong(StatusCode::BAD_REQUEST, &weak.to_string());
            }
            Joining::New(MemberId::from(app.clock.id()), password::hash(chosen).await?)
        }
    };
    let business = invitation.business_id;
    let Some(account) = accepted(&app, found.0, who, request_id).await? else { return Ok(over()) };
    tracing::info!(%business, member = %account.id, "an invitation was accepted");
    // The invitation is accepted. If no session begins, the member signs in.
    Ok(match begun(&app, &headers, (account, Some(business)), None).await {
        Ok(SignInStep::Session(response)) => response,
        Ok(SignInStep::Not(_)) | Err(_) => to_sign_in(),
    })
}

/// Accepts the invitation with this digest for a person whom a provider has proved, and signs the new member in.
///
/// # Errors
/// If that is impossible at the moment.
pub async fn by_provider(
    app: &App,
    request_id: RequestId,
    headers: &HeaderMap,
    (proved, digest): (Proved, [u8; 32]),
    named: IdentityMatch,
) -> Result<Response, PageError> {
    let Some((invitation, _)) = found(app, digest).await? else { return Ok(over()) };
    if invitation.email != proved.identity.email {
        return Ok(of_another(&invitation, &proved.identity));
    }
    if matches!(named, IdentityMatch::Another) {
        return Ok(anothers(&invitation));
    }
    let (business, new) = (invitation.business_id, MemberId::from(app.clock.id()));
    let who = Joining::ByProvider(named.account(), new, proved.clone());
    let Some(account) = accepted(app, invitation, who, request_id).await? else { return Ok(over()) };
    tracing::info!(%business, member = %account.id, "an invitation was accepted through the sign-in provider");
    Ok(match begun(app, headers, (account, Some(business)), Some(proved)).await {
        Ok(SignInStep::Session(response)) => response,
        Ok(SignInStep::Not(_)) | Err(_) => to_sign_in(),
    })
}

fn to_sign_in() -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(SIGN_IN))]).into_response()
}

/// Who accepts an invitation.
#[derive(Debug)]
enum Joining {
    /// A member, who has proved it.
    Member(Account),
    /// A new member, with the chosen password as a PHC string.
    New(MemberId, String),
    /// A person whom a provider has proved: the existing member, or else a new one with this id.
    ByProvider(Option<Account>, MemberId, Proved),
}

/// Returns the invitation that a link opens, and how it is accepted. Tries are not counted: nobody guesses 256 bits,
/// and any page may send a browser here.
async fn found(app: &App, shown: [u8; 32]) -> Result<Option<(Invitation, JoinKind)>, Refusal> {
    let now = app.clock.now();
    Ok(app.read(move |conn| invitations::find(conn, shown, now).boxed()).await?)
}

/// Accepts the invitation and returns the account. Returns `None` if somebody else was faster. Records this as the
/// member's first action.
async fn accepted(
    app: &App,
    invitation: Invitation,
    who: Joining,
    RequestId(request_id): RequestId,
) -> Result<Option<Account>, Problem> {
    let (now, id) = (app.clock.now(), ActionId::from(app.clock.id()));
    let joined = app.transact(move |conn| {
        async move {
            let Some(account) = joining(conn, who, &invitation, now).await? else { return Ok(None) };
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
        Err(TransactError::Refused(MembershipError::NoSuchMember)) => Ok(None),
        joined => joined.map_err(super::members::told),
    }
}

/// Returns the account that joins. Returns `None` if the account has changed meanwhile, or somebody else was faster.
async fn joining(
    conn: &mut PgConnection,
    who: Joining,
    invitation: &Invitation,
    now: DateTime<Utc>,
) -> Result<Option<Account>, sqlx::Error> {
    match who {
        Joining::Member(account) => Ok(account::lock_unchanged(conn, &account).await?.then_some(account)),
        // Another link may have made this address a member meanwhile. Then the password chosen there is the right one.
        Joining::New(id, password) => match account::make(conn, id, &invitation.email, &password, now).await?
        {
            None if invitation.by_operator => {
                account::give_password(conn, &invitation.email, &password).await
            }
            made => Ok(made),
        },
        Joining::ByProvider(known, id, proved) => {
            let account = match known {
                Some(account) => account::lock_unchanged(conn, &account).await?.then_some(account),
                None => account::make(conn, id, &invitation.email, "", now).await?,
            };
            match account {
                Some(account) if proofs::lock_unused(conn, proved.id).await? => {
                    identities::bind(conn, &proved.identity, account, now).await
                }
                _ => Ok(None),
            }
        }
    }
}

fn form(
    status: StatusCode,
    (token, (invitation, joins)): (&str, &(Invitation, JoinKind)),
    fault: Option<&str>,
    offered: Option<&Oidc>,
) -> Response {
    // A token has only letters and digits, and this one has just been found, so it needs no encoding.
    let through = offered.map(|oidc| (format!("{PROVIDER}?invitation={token}"), &oidc.name));
    let main = html! {
        p {
            "You are invited to act for " strong { (invitation.business) } " as " strong { (invitation.role.as_str()) }
            ", as " strong { (invitation.email.as_str()) } "."
        }
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        @match joins {
            JoinKind::Choosing => (password_form(token, invitation, false, fault)),
            JoinKind::ByPassword => (password_form(token, invitation, true, fault)),
            JoinKind::NotYet => p id="not-yet" {
                "You have no password here at present. Ask the operator of this service for a link (" code { "payout member invite" }
                "), choose a password with that link, and then open this link again."
            },
            JoinKind::ByProvider => {},
        }
        @if let Some((address, name)) = through {
            p { a role="button" href=(address) { "Continue with " (name) } }
            @if *joins == JoinKind::ByPassword { p { "From then on you sign in this way, and your password stops working." } }
        }
        @else if *joins == JoinKind::ByProvider { p { "You have no password here, and signing in through your provider is switched off. Ask the operator of this service." } }
    };
    bare(status, "Join", html! {}, main)
}

fn password_form(token: &str, invitation: &Invitation, known: bool, fault: Option<&str>) -> Markup {
    html! {
        form.narrow method="post" action=(JOIN) {
            input type="hidden" name="invitation" value=(token);
            input type="hidden" name="email" value=(invitation.email.as_str()) autocomplete="username";
            label for="password" { @if known { "Your password" } @else { "Choose a password" } }
            input id="password" type="password" name="password" required aria-invalid=[fault.map(|_| "true")]
                autocomplete=(if known { "current-password" } else { "new-password" })
                aria-describedby="password-help";
            small id="password-help" {
                @if known { "The password that you already sign in with." } @else { "At least 12 characters." }
            }
            @if known { (code()) }
            button type="submit" { "Join" }
        }
    }
}

fn code() -> Markup {
    html! {
        label for="code" { "Code" }
        input id="code" type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20"
            aria-describedby="code-help";
        small id="code-help" { "From your authenticator app, or a recovery code. Leave it empty if you have not set up a second factor." }
    }
}

fn of_another(invitation: &Invitation, identity: &Identity) -> Response {
    let main = html! {
        p.fault role="alert" {
            "This invitation is for " (invitation.email.as_str()) ", and you are " (identity.email.as_str()) ". Nothing was done."
        }
        p { "Sign in there as the invited person, or ask for an invitation for your address." }
    };
    bare(StatusCode::FORBIDDEN, "Not your invitation", html! {}, main)
}

/// The page for a person whose address belongs to a member that is bound to another account of the provider.
fn anothers(invitation: &Invitation) -> Response {
    let email = invitation.email.as_str();
    let main = html! {
        p.fault role="alert" {
            (email) " belonged to another person here before, or you had a different account at the provider then. Nothing was done."
        }
        p {
            "The operator of this service can end that with " code { "payout member reset " (email) " --password" }
            ", and invite you again."
        }
    };
    bare(StatusCode::FORBIDDEN, "Address already taken", html! {}, main)
}

fn over() -> Response {
    let main = html! {
        p.fault role="alert" { "This invitation was accepted or withdrawn, or it has expired. Ask for another one." }
        p { a href=(SIGN_IN) { "Sign in" } " if you are a member already." }
    };
    bare(StatusCode::NOT_FOUND, "No invitation", html! {}, main)
}
