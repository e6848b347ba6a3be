//! GET, POST /dashboard/sign-in: begins a session for an e-mail address, a password and, if the member has a second
//! factor, a code. Every failure gets the same answer, and an unknown address takes the same work as a wrong password.
//! Alternatively, a provider says who the person is: [`provider`], [`callback`], [`code`].

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
use domain::member::rates::{self, Attempt};
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

/// The error for every failed sign-in.
const NOT_SIGNED_IN: &str =
    "The address, the password or the code is wrong, or the code was used before. You are not signed in.";

/// The message for a member whose form arrived after the session had ended.
const ENDED: &str = "You were signed out, so nothing was done. Sign in and try again.";

/// Shows the form. `?ended` says that a form arrived after its session had ended, and `?in` names the cell to go on in.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery, address: Uri) -> Response {
    if let (Some(number), Some(oidc)) = (elsewhere::shown(&address), offered(&app).await) {
        return elsewhere::page(number, oidc);
    }
    let ended = query.filter(|query| query == "ended").map(|_| ENDED);
    form(StatusCode::OK, "", ended, offered(&app).await)
}

/// Checks the form and begins a session.
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
        SignInStep::Session(response) => Ok(response),
        SignInStep::Not(SignInError::Changed) => {
            Ok(form(StatusCode::UNAUTHORIZED, &typed, Some(NOT_SIGNED_IN), offered(&app).await))
        }
        SignInStep::Not(SignInError::NoBusiness) => {
            let said = "You are not a member of any business now. Ask an owner to invite you.";
            Ok(form(StatusCode::FORBIDDEN, &typed, Some(said), offered(&app).await))
        }
    }
}

/// What the password and the code of a form prove.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The sender is this member. The account is as it was when it was checked.
    Is(Account),
    /// They prove nothing.
    Not,
    /// They were not checked, because there were too many tries. The next try is allowed after this many seconds.
    Later(u64),
}

/// Whether a session began.
#[derive(Debug)]
pub enum SignInStep {
    /// The session began. This response gives its cookie to the browser.
    Session(Response),
    /// The session did not begin.
    Not(SignInError),
}

/// Why a session did not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInError {
    /// The member acts for no business, or not for this one.
    NoBusiness,
    /// The password or the second factor was changed since it was checked, or the sign-in at the provider was already
    /// used.
    Changed,
}

/// The error for too many tries. It does not tell which limit was reached.
pub fn too_many(seconds: u64) -> String {
    format!("Too many tries with this e-mail address, or from your network. Try again in {seconds} s.")
}

/// Returns whether the password and the code of a form prove the member with the address `typed`.
///
/// # Errors
/// If that cannot be checked at the moment.
pub async fn proved(app: &App, network: Network, typed: &str, given: &Form) -> Result<Proof, Refusal> {
    let email: Option<Email> = typed.parse().ok();
    let tried = Attempt::of_password(network.address(), email.as_ref().map_or(typed, Email::as_str));
    if let Err(seconds) = counted(app, &tried).await? {
        return Ok(Proof::Later(seconds));
    }
    let Some(account) = opened(app, email, given).await? else {
        tracing::warn!("a sign-in to the dashboard failed: the password or the code was wrong");
        return Ok(Proof::Not);
    };
    given_back(app, tried).await?;
    Ok(Proof::Is(account))
}

/// Counts a try before it is checked. Returns the seconds until the next one is allowed if there were too many.
///
/// # Errors
/// If the database fails.
async fn counted(app: &App, tried: &Attempt) -> Result<Result<(), u64>, Refusal> {
    let (tried, now) = (tried.clone(), app.clock.now());
    let counted = app.transact(move |conn| async move { rates::count(conn, &tried, now).await }.boxed());
    Ok(counted.await?)
}

/// Takes a try out of the count again, because it was right.
///
/// # Errors
/// If the database fails.
async fn given_back(app: &App, tried: Attempt) -> Result<(), Refusal> {
    let now = app.clock.now();
    let given_back = app.transact(move |conn| async move { rates::refund(conn, &tried, now).await }.boxed());
    Ok(given_back.await?)
}

/// Returns the account that the address, the password and the code open.
async fn opened(app: &App, email: Option<Email>, given: &Form) -> Result<Option<Account>, Refusal> {
    let account = match email {
        Some(email) => {
            app.read(move |conn| async move { account::by_email(conn, &email).await }.boxed()).await?
        }
        None => None,
    };
    // The password is taken untrimmed: spaces belong to it.
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

/// Returns whether `code` is one of the account's codes, and uses the code up.
async fn opens(app: &App, account: Account, code: String) -> Result<bool, Refusal> {
    let (pepper, now): (_, DateTime<Utc>) = (app.key_pepper.clone(), app.clock.now());
    let accepted = app.transact(move |conn| {
        async move { second_factor::accept(conn, &pepper, &account, &code, now).await }.boxed()
    });
    Ok(accepted.await?)
}

/// Begins a session of the member for `business`, or else for the first of the member's businesses. The account must
/// still be what it was when it was proved, so a password that was changed meanwhile signs nobody in. A sign-in at a
/// provider is used up by this. It binds the member to the identity there and removes the member's password.
///
/// # Errors
/// If the database fails.
pub async fn begun(
    app: &App,
    headers: &HeaderMap,
    (account, business): (Account, Option<BusinessId>),
    by: Option<Proved>,
) -> Result<SignInStep, Refusal> {
    let token = new_token().map_err(|error| {
        tracing::error!(%error, "there are no random bytes");
        Refusal::Internal
    })?;
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let (id, now, token_digest) =
        (SessionId::from(app.clock.id()), app.clock.now(), digest(token.expose_secret()));
    // A browser that uses TLS says so in the `Origin` header, which the guard has checked against this host. A browser
    // that returns from a provider comes to the configured public URL instead.
    let by_tls = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    let over_tls = if by.is_some() { app.oidc.as_ref().is_none_or(Oidc::over_tls) } else { by_tls };
    let begun = app.transact(move |conn| {
        async move {
            if !account::lock_unchanged(conn, &account).await? || !used_up(conn, by, &account, now).await? {
                return Ok::<_, sqlx::Error>(Some(SignInError::Changed));
            }
            let member_id = account.id;
            let businesses = sessions::businesses(conn, member_id).await?;
            let mut ids = businesses.iter().map(|one| one.business_id);
            let Some(business_id) = ids.find(|id| business.is_none_or(|asked| asked == *id)) else {
                return Ok(Some(SignInError::NoBusiness));
            };
            let new = NewSession { id, member_id, business_id, digest: token_digest, browser: &browser };
            sessions::begin(conn, &new, now).await?;
            Ok(None)
        }
        .boxed()
    });
    if let Some(not_begun) = begun.await? {
        return Ok(SignInStep::Not(not_begun));
    }
    let cookie = cookie(&token, over_tls).ok_or(Refusal::Internal)?;
    let to = HeaderValue::from_static(HOME);
    Ok(SignInStep::Session((StatusCode::SEE_OTHER, [(LOCATION, to), (SET_COOKIE, cookie)]).into_response()))
}

/// Uses up a sign-in at a provider and binds the member to it. Returns whether both succeeded.
async fn used_up(
    conn: &mut PgConnection,
    by: Option<Proved>,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let Some(proved) = by else { return Ok(true) };
    Ok(proofs::consume(conn, proved.id).await?
        && identities::bind(conn, &proved.identity, account.clone(), now).await?.is_some())
}

fn form(status: StatusCode, typed: &str, fault: Option<&str>, offered: Option<&Oidc>) -> Response {
    // A person who was signed out, or who returns from a provider, has typed nothing wrong.
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
            small id="code-help" { "From your authenticator app, or a recovery code. Leave it empty if you have not set up a second factor." }
            button type="submit" { "Sign in" }
        }
        @if let Some(oidc) = offered {
            p {
                a role="button" href=(PROVIDER) { "Sign in with " (oidc.name) }
                small { "The first time, your password here stops working: from then on you sign in this way." }
            }
        }
        p { "For members of a business that pays people. An owner of the business or the operator of this service invites you. The operator also helps if you lose your password or your phone." }
        p { "If you were paid and want your money, open the link that you were sent." }
    };
    bare(status, "Sign in", html! {}, main)
}
