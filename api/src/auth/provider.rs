//! The browser's half of a sign-in through an OpenID Connect provider. The browser is sent to the provider and returns
//! with a code, which a worker exchanges.
//!
//! A sign-in belongs to the browser that began it: a digest of its random cookie is stored together with the digest of
//! `state`, which the provider returns. Both are for one use. So a link with somebody else's code signs nobody in.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use domain::member::digest;
use domain::oidc::sign_ins::{
    self, LIFETIME, MAX_CODE_CHARS, MAX_WAIT, NewSignIn, Proved, Realm, SignInState,
};
use domain::oidc::{challenge, providers};
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use uuid::Uuid;

use super::cookie_of;
use super::member::new_token;
use crate::app::App;
use crate::app::oidc::Oidc;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;

/// The name of the cookie.
const COOKIE_NAME: &str = "payout_sign_in";

/// The first and the longest pause between two looks at the worker's result. While a worker is away, looks become rare.
const LOOKS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(400));

/// A sign-in that has begun: where to send the browser.
#[derive(Debug)]
pub struct ProviderRedirect {
    /// The URL at the provider.
    pub to: HeaderValue,
    /// The cookie that binds the sign-in to the browser.
    pub cookie: HeaderValue,
}

/// The result of a sign-in when its browser returned.
#[derive(Debug)]
pub enum Returned {
    /// The provider proved who the person is.
    Proved(Proved),
    /// Nobody was proved.
    Not(ProviderError),
}

/// Why nobody is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderError {
    /// No sign-in of this browser is under way.
    NotUnderWay,
    /// The provider refused, or answered for another sign-in.
    Refused,
    /// Too many sign-ins wait for a worker.
    TooMany,
    /// Unknown: no worker, or no provider, answered in time.
    NoAnswer,
}

impl ProviderError {
    /// Returns the message for the person. It is the same for every cause at the provider.
    pub fn said(self, name: &str) -> (StatusCode, String) {
        match self {
            Self::NotUnderWay => (
                StatusCode::BAD_REQUEST,
                "This sign-in was begun in another browser, was used before, or took more than 10 minutes, or another \
                 sign-in was begun in this browser since. You are not signed in. Try again."
                    .to_owned(),
            ),
            Self::Refused => (
                StatusCode::UNAUTHORIZED,
                format!(
                    "{name} did not prove who you are, so you are not signed in. Try again. If this repeats, tell the \
                     operator of this service."
                ),
            ),
            Self::TooMany => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many sign-ins are under way. Try again in a minute.".to_owned(),
            ),
            Self::NoAnswer => (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("{name} did not answer in time, so you are not signed in. Try again."),
            ),
        }
    }

    /// Returns after how many seconds another attempt is worthwhile, if known.
    pub fn retry_after_s(self) -> Option<u64> {
        (self == Self::TooMany).then_some(60)
    }
}

/// Returns the provider if people can sign in through it now: it is configured, and the workers know it.
pub async fn offered(app: &App) -> Option<&Oidc> {
    let oidc = app.oidc.as_ref()?;
    let issuer = oidc.issuer.clone();
    let known = app.read(move |conn| async move { providers::find(conn, &issuer).await }.boxed()).await;
    // If the database fails, the page still offers passwords.
    known.ok().flatten().map(|_| oidc)
}

/// Begins a sign-in that returns to `callback`, below `path`. Returns `None` if the provider is not known yet.
///
/// # Errors
/// If the database fails, the operating system has no random bytes, or the provider's address cannot be used.
pub async fn begin(
    app: &App,
    oidc: &Oidc,
    (door, path, callback): (Realm, &str, String),
    invitation: Option<[u8; 32]>,
) -> Result<Option<ProviderRedirect>, Refusal> {
    let issuer = oidc.issuer.clone();
    let found = app.read(move |conn| async move { providers::find(conn, &issuer).await }.boxed()).await?;
    let Some((endpoints, _)) = found else { return Ok(None) };
    let [state, browser, nonce, verifier] = [random()?, random()?, random()?, random()?];
    let nonce = nonce.expose_secret().to_owned();
    let mut to = url::Url::parse(&endpoints.authorization).map_err(|_| Refusal::Internal)?;
    to.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &oidc.client_id)
        .append_pair("redirect_uri", &callback)
        .append_pair("scope", "openid email")
        .append_pair("state", state.expose_secret())
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &challenge(verifier.expose_secret()))
        .append_pair("code_challenge_method", "S256");
    let cookie =
        set_cookie(browser.expose_secret(), LIFETIME.num_seconds(), path, callback.starts_with("https:"));
    let (id, now, issuer) = (app.clock.id(), app.clock.now(), oidc.issuer.clone());
    let (state, browser) = (digest(state.expose_secret()), digest(browser.expose_secret()));
    let recorded = app.transact(move |conn| {
        async move {
            let redirect_address = &callback;
            let new = NewSignIn {
                id,
                door,
                issuer: &issuer,
                redirect_address,
                state,
                browser,
                invitation,
                nonce: &nonce,
                verifier: &verifier,
            };
            sign_ins::begin(conn, &new, now).await
        }
        .boxed()
    });
    recorded.await?;
    let to = HeaderValue::from_str(to.as_str()).map_err(|_| Refusal::Internal)?;
    Ok(Some(ProviderRedirect { to, cookie: cookie.ok_or(Refusal::Internal)? }))
}

/// Accepts a browser that returns from the provider, and waits until a worker has found out who the person is.
///
/// # Errors
/// If the database fails.
pub async fn returned(
    app: &App,
    oidc: &Oidc,
    door: Realm,
    headers: &HeaderMap,
    address: &Uri,
) -> Result<Returned, Refusal> {
    const NOT_UNDER_WAY: Returned = Returned::Not(ProviderError::NotUnderWay);

    let given = Form::of_query(address);
    let (Some(state), Some(browser)) = (given.text("state"), browser(headers)) else {
        return Ok(NOT_UNDER_WAY);
    };
    let whose = (digest(state), digest(browser.expose_secret()));
    // The issuer of the response, if the provider sends it (RFC 9207).
    let of_ours = given.text("iss").is_none_or(|issuer| issuer == oidc.issuer.as_str());
    let code = given.text("code").filter(|code| of_ours && is_code(code)).map(SecretString::from);
    let Some(code) = code else {
        let ended = app.transact(move |conn| sign_ins::refused(conn, door, whose).boxed()).await?;
        if !ended {
            return Ok(NOT_UNDER_WAY);
        }
        tracing::warn!("a browser returned from the provider without a valid code");
        return Ok(Returned::Not(ProviderError::Refused));
    };
    let (now, issuer) = (app.clock.now(), oidc.issuer.clone());
    let taken = app.transact(move |conn| {
        async move { sign_ins::returned(conn, (door, &issuer), whose, &code, now).await }.boxed()
    });
    match taken.await? {
        sign_ins::Returned::Waits(id) => answered(app, id).await,
        sign_ins::Returned::Full => {
            tracing::warn!("refused a sign-in that returned from the provider: too many wait for a worker");
            Ok(Returned::Not(ProviderError::TooMany))
        }
        sign_ins::Returned::NotUnderWay => Ok(NOT_UNDER_WAY),
    }
}

/// Returns the cookie that binds a sign-in to the browser of a request.
pub fn browser(headers: &HeaderMap) -> Option<SecretString> {
    cookie_of(headers, COOKIE_NAME)
}

/// Returns this browser's sign-in that is proved and not used yet.
///
/// # Errors
/// If the database fails.
pub async fn proved(app: &App, door: Realm, headers: &HeaderMap) -> Result<Option<Proved>, Refusal> {
    let Some(browser) = browser(headers) else { return Ok(None) };
    let (browser, now) = (digest(browser.expose_secret()), app.clock.now());
    Ok(app.read(move |conn| sign_ins::of_browser(conn, door, browser, now).boxed()).await?)
}

/// Returns the `Set-Cookie` header that removes the cookie.
pub fn no_cookie(path: &str) -> Option<HeaderValue> {
    set_cookie("", 0, path, false)
}

/// Waits for a worker. A worker that dies during the sign-in leaves no result, and its code cannot be used again.
async fn answered(app: &App, id: Uuid) -> Result<Returned, Refusal> {
    let (until, mut wait) = (Instant::now() + MAX_WAIT.to_std().unwrap_or_default(), LOOKS.0);
    loop {
        let now = app.clock.now();
        match app.read(move |conn| sign_ins::standing(conn, id, now).boxed()).await? {
            SignInState::Proved(proved) => return Ok(Returned::Proved(proved)),
            SignInState::Failed => return Ok(Returned::Not(ProviderError::Refused)),
            SignInState::Waits if Instant::now() < until && !app.stopping.is_cancelled() => {
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LOOKS.1);
            }
            SignInState::Waits | SignInState::Late => return Ok(Returned::Not(ProviderError::NoAnswer)),
        }
    }
}

/// Returns whether `text` has the characters of a code (RFC 6749, appendix A), and not too many.
fn is_code(text: &str) -> bool {
    text.len() <= MAX_CODE_CHARS && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn random() -> Result<SecretString, Refusal> {
    new_token().map_err(|error| {
        tracing::error!(%error, "the operating system has no random bytes");
        Refusal::Internal
    })
}

/// `Lax`, because the browser comes from the provider's page.
fn set_cookie(value: &str, max_age_s: i64, path: &str, secure: bool) -> Option<HeaderValue> {
    let tls = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE_NAME}={value}; Path={path}; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{tls}");
    HeaderValue::from_str(&text).ok()
}
