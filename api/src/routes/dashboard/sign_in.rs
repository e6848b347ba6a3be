//! GET, POST /dashboard/sign-in: an address, a password and, where the member has a second factor, a code begin a session. Every
//! other answer is the same, after the same work. Or a provider says who it is: [`provider`], [`callback`], [`code`].

pub mod callback;
pub mod code;
pub mod elsewhere;
pub mod provider;

use axum::extract::{RawQuery, State};
use axum::http::header::{LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::email::Email;
use domain::ids::{BusinessId, SessionId};
use domain::member::account::{self, Account};
use domain::member::rates::{self, Try};
use domain::member::sessions::{self, NewSession};
use domain::member::{digest, identities, second_factor};
use domain::oidc::proofs;
use domain::oidc::sign_ins::Proved;
use futures::FutureExt;
use maud::html;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

use super::addresses::{HOME, PROVIDER};
use super::frame::bare;
use crate::app::App;
use crate::app::oidc::Oidc;
use crate::auth::member::{SIGN_IN, cookie, new_token};
use crate::auth::provider::offered;
use crate::auth::{Network, password, time_is_known};
use crate::http::extract::Form;
use crate::http::refusal::Refusal;

/// What is said of everything that does not sign anybody in.
const NOT_SIGNED_IN: &str = "This address, password and code do not belong together, or the code was used before. Nobody was signed in.";

/// What is said to somebody whose form came after the session had ended.
const ENDED: &str = "You were signed out; nothing was done. Sign in and do it again.";

/// The form. `?ended` says that a form was sent in vain, and `?in` where a member is to go on.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery, address: Uri) -> Response {
    if let (Some(number), Some(oidc)) = (elsewhere::shown(&address), offered(&app).await) {
        return elsewhere::page(number, oidc);
    }
    let ended = query.filter(|query| query == "ended").map(|_| ENDED);
    form(StatusCode::OK, "", ended, offered(&app).await)
}

/// Begins a session.
pub async fn sign_in(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    given: Form,
) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    let typed = given.text("email").unwrap_or_default().to_owned();
    let account = match proved(&app, network, &typed, &given).await? {
        Proof::Is(account) => account,
        Proof::Not => {
            return Ok(form(StatusCode::UNAUTHORIZED, &typed, Some(NOT_SIGNED_IN), offered(&app).await));
        }
        Proof::Later(seconds) => {
            let mut response =
                form(StatusCode::TOO_MANY_REQUESTS, &typed, Some(&too_many(seconds)), offered(&app).await);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(response);
        }
    };
    match begun(&app, &headers, (account, None), None).await? {
        Begun::Session(response) => Ok(response),
        Begun::Not(NotBegun::Changed) => {
            Ok(form(StatusCode::UNAUTHORIZED, &typed, Some(NOT_SIGNED_IN), offered(&app).await))
        }
        Begun::Not(NotBegun::NoBusiness) => {
            let said = "You are no member of any business now. Ask an owner to invite you.";
            Ok(form(StatusCode::FORBIDDEN, &typed, Some(said), offered(&app).await))
        }
    }
}

/// What a form has shown.
#[derive(Debug, Clone)]
pub enum Proof {
    /// That the sender is this member, by what its account was then.
    Is(Account),
    /// Nothing.
    Not,
    /// It was not looked at, for there were too many tries: the next one is in so many seconds.
    Later(u64),
}

/// What became of a session that was to begin.
#[derive(Debug)]
pub enum Begun {
    /// It began: the answer that gives it to the browser.
    Session(Response),
    /// It did not begin.
    Not(NotBegun),
}

/// Why a session did not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotBegun {
    /// The member acts for no such business.
    NoBusiness,
    /// Password or second factor were changed after they were shown, or the sign-in through the provider was used before.
    Changed,
}

/// What is said to who tries too often: the same, whichever limit it was.
pub fn too_many(seconds: u64) -> String {
    format!("Too many tries with this e-mail address, or from your network. Try again in {seconds} s.")
}

/// The member of the address `typed` whom password and code of a form prove.
///
/// # Errors
/// When that cannot be said now.
pub async fn proved(app: &App, network: Network, typed: &str, given: &Form) -> Result<Proof, Refusal> {
    let email: Option<Email> = typed.parse().ok();
    let tried = Try::of_password(network.address(), email.as_ref().map_or(typed, Email::as_str));
    if let Err(seconds) = counted(app, &tried).await? {
        return Ok(Proof::Later(seconds));
    }
    let Some(account) = opened(app, email, given).await? else {
        tracing::warn!("somebody showed a password or a code of the dashboard that is not right");
        return Ok(Proof::Not);
    };
    given_back(app, tried).await?;
    Ok(Proof::Is(account))
}

/// Counts a try, before it is looked at. The seconds until the next one is, if there were too many.
///
/// # Errors
/// When the database fails.
async fn counted(app: &App, tried: &Try) -> Result<Result<(), u64>, Refusal> {
    let (tried, now) = (tried.clone(), app.clock.now());
    let counted = app.transact(move |conn| async move { rates::count(conn, &tried, now).await }.boxed());
    Ok(counted.await?)
}

/// Gives a try back, which was right.
///
/// # Errors
/// When the database fails.
async fn given_back(app: &App, tried: Try) -> Result<(), Refusal> {
    let now = app.clock.now();
    let given_back =
        app.transact(move |conn| async move { rates::give_back(conn, &tried, now).await }.boxed());
    Ok(given_back.await?)
}

/// The account that address, password and code open.
async fn opened(app: &App, email: Option<Email>, given: &Form) -> Result<Option<Account>, Refusal> {
    let account = match email {
        Some(email) => {
            app.read(move |conn| async move { account::by_email(conn, &email).await }.boxed()).await?
        }
        None => None,
    };
    // As it was typed: spaces belong to a password.
    let typed: SecretString = given.all("password").next().unwrap_or_default().into();
    let stored = account.as_ref().map(|account| account.password.clone());
    let right = password::is_right(typed, stored).await?;
    let Some(account) = account.filter(|_| right) else { return Ok(None) };
    if !account.second_factor {
        return Ok(Some(account));
    }
    let code = given.text("code").unwrap_or_default().to_owned();
    Ok(opens(app, account.clone(), code).await?.then_some(account))
}

/// Whether `code` is one of the account's, which is used up then.
async fn opens(app: &App, account: Account, code: String) -> Result<bool, Refusal> {
    let (pepper, now): (_, DateTime<Utc>) = (app.key_pepper.clone(), app.clock.now());
    let accepted = app.transact(move |conn| {
        async move { second_factor::accept(conn, &pepper, &account, &code, now).await }.boxed()
    });
    Ok(accepted.await?)
}

/// A session of the member for `business`, or for the first of its businesses. The account must still be what it was when it
/// was proved: a password that is changed meanwhile signs nobody in. What a provider has proved is used up by it, and binds the
/// member, which has no password then.
///
/// # Errors
/// When the database fails.
pub async fn begun(
    app: &App,
    headers: &HeaderMap,
    (account, business): (Account, Option<BusinessId>),
    by: Option<Proved>,
) -> Result<Begun, Refusal> {
    let token = new_token().map_err(|error| {
        tracing::error!(%error, "there are no random bytes");
        Refusal::Internal
    })?;
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let (id, now, token_digest) =
        (SessionId::from(app.clock.id()), app.clock.now(), digest(token.expose_secret()));
    // A browser that came over TLS says so in its Origin, which the guard has compared with this host. From a provider it comes
    // to the address that is set.
    let by_tls = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    let over_tls = if by.is_some() { app.oidc.as_ref().is_none_or(Oidc::over_tls) } else { by_tls };
    let begun = app.transact(move |conn| {
        async move {
            if !account::is_still(conn, &account).await? || !used_up(conn, by, &account, now).await? {
                return Ok::<_, sqlx::Error>(Some(NotBegun::Changed));
            }
            let member_id = account.id;
            let businesses = sessions::businesses(conn, member_id).await?;
            let mut ids = businesses.iter().map(|one| one.business_id);
            let Some(business_id) = ids.find(|id| business.is_none_or(|asked| asked == *id)) else {
                return Ok(Some(NotBegun::NoBusiness));
            };
            let new = NewSession { id, member_id, business_id, digest: token_digest, browser: &browser };
            sessions::begin(conn, &new, now).await?;
            Ok(None)
        }
        .boxed()
    });
    if let Some(not_begun) = begun.await? {
        return Ok(Begun::Not(not_begun));
    }
    let cookie = cookie(&token, over_tls).ok_or(Refusal::Internal)?;
    let to = HeaderValue::from_static(HOME);
    Ok(Begun::Session((StatusCode::SEE_OTHER, [(LOCATION, to), (SET_COOKIE, cookie)]).into_response()))
}

/// Uses up what a provider has proved, and binds the member to it; whether that could be done.
async fn used_up(
    conn: &mut PgConnection,
    by: Option<Proved>,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let Some(proved) = by else { return Ok(true) };
    Ok(proofs::use_up(conn, proved.id).await?
        && identities::bind(conn, &proved.identity, account.clone(), now).await?.is_some())
}

fn form(status: StatusCode, typed: &str, fault: Option<&str>, offered: Option<&Oidc>) -> Response {
    // Who was signed out, or comes back from a provider, has typed nothing wrong.
    let wrong = (status == StatusCode::UNAUTHORIZED).then_some("true");
    let main = html! {
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        form.narrow method="post" action=(SIGN_IN) {
            label for="email" { "E-mail address" }
            input id="email" type="email" name="email" value=(typed) required autocomplete="username"
                aria-invalid=[wrong];
            label for="password" { "Password" }
            input id="password" type="password" name="password" required autocomplete="current-password"
                aria-invalid=[wrong];
            label for="code" { "Code" }
            input id="code" type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20"
                aria-describedby="code-help";
            small id="code-help" { "Of your app, or a recovery code. Leave it empty if you have set up none." }
            button type="submit" { "Sign in" }
        }
        @if let Some(oidc) = offered {
            p {
                a role="button" href=(PROVIDER) { "Sign in with " (oidc.name) }
                small { "The first time ends your password here: from then on you sign in so." }
            }
        }
        p { "For members of a business that pays people. An owner of the business invites you, or whoever operates this service, who also helps if a password or a phone is lost." }
        p { "Were you paid, and want your money? Open the link that you were sent." }
    };
    bare(status, "Sign in", html! {}, main)
}
