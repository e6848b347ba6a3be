//! Operators in a browser: a session that starts with the operators' token, or with a provider's proof of an operator's
//! address, and is kept in a cookie.
//!
//! The cookie holds when the session began, when it was last used, whether it may be sent without TLS, and the address
//! that a provider proved, under an HMAC. The HMAC's key is derived from the token. So no process stores sessions,
//! every process accepts all of them, and a new token ends them. A session ends after [`IDLE`] without use, and
//! [`LONGEST`] after it began. Requests that a page makes by itself do not count as use.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use domain::email::Email;
use domain::secrets::secret::MacKey;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::time_is_known;
use crate::app::App;
use crate::http::html::{HX_REDIRECT, HX_REQUEST};
use crate::http::request_id::RequestId;

/// The page where an operator signs in.
pub const SIGN_IN: &str = "/console/sign-in";

/// The same page for a form that was sent without a session. It says that nothing was done.
const ENDED: &str = "/console/sign-in?ended";

/// The name of the cookie.
const NAME: &str = "payout_console";

/// How long a session may stay unused.
const IDLE: TimeDelta = TimeDelta::minutes(30);

/// The maximum length of a session: a working day.
const LONGEST: TimeDelta = TimeDelta::hours(12);

/// The age of the last use in a cookie at which the cookie is renewed.
const RENEWED_AFTER: TimeDelta = TimeDelta::minutes(1);

/// The purpose that the HMAC covers, so that no other signature of this key passes for a session.
const PURPOSE: &[u8] = b"payout console session";

/// A session of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Unix seconds.
    begun: i64,
    /// Unix seconds.
    used: i64,
    /// Whether the session began over TLS. If so, the cookie is sent only over TLS.
    secure: bool,
    /// The operator, if a provider proved who it is. Otherwise the session belongs to whoever has the token.
    operator: Option<Email>,
}

impl Session {
    /// Creates a session that begins now.
    pub fn begin(now: DateTime<Utc>, secure: bool) -> Self {
        Self { begun: now.timestamp(), used: now.timestamp(), secure, operator: None }
    }

    /// Assigns the session to an operator whom a provider proved.
    pub fn of(self, operator: Email) -> Self {
        Self { operator: Some(operator), ..self }
    }

    /// Returns the session in a request, unless it has ended.
    fn shown(headers: &HeaderMap, key: &MacKey, now: DateTime<Utc>) -> Option<Self> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        // Another page of this host may have set a cookie of this name for another path.
        pairs
            .find_map(|(name, value)| Self::read(value, key).filter(|_| name == NAME))
            .filter(|one| one.lasts(now))
    }

    fn read(value: &str, key: &MacKey) -> Option<Self> {
        let (text, mac) = value.rsplit_once('.')?;
        let same = key.sign(&[PURPOSE, text.as_bytes()]).ct_eq(&hex::decode(mac).ok()?);
        if !bool::from(same) {
            return None;
        }
        let mut parts = text.split('.');
        let session = Self {
            begun: parts.next()?.parse().ok()?,
            used: parts.next()?.parse().ok()?,
            secure: parts.next()? == "tls",
            operator: match parts.next() {
                Some(email) => Some(String::from_utf8(hex::decode(email).ok()?).ok()?.parse().ok()?),
                None => None,
            },
        };
        Some(session)
    }

    fn lasts(&self, now: DateTime<Utc>) -> bool {
        now.timestamp() - self.used < IDLE.num_seconds()
            && now.timestamp() - self.begun < LONGEST.num_seconds()
    }

    /// Returns the session with its last use set to now, or `None` if the cookie is recent enough.
    fn renewed(&self, now: DateTime<Utc>) -> Option<Self> {
        (now.timestamp() - self.used >= RENEWED_AFTER.num_seconds())
            .then(|| Self { used: now.timestamp(), ..self.clone() })
    }

    /// Returns the `Set-Cookie` header that stores the session.
    pub fn cookie(&self, key: &MacKey) -> Option<HeaderValue> {
        let mut text = format!("{}.{}.{}", self.begun, self.used, if self.secure { "tls" } else { "plain" });
        if let Some(operator) = &self.operator {
            text = format!("{text}.{}", hex::encode(operator.as_str()));
        }
        let mac = hex::encode(key.sign(&[PURPOSE, text.as_bytes()]));
        set_cookie(&format!("{text}.{mac}"), LONGEST.num_seconds(), self.secure)
    }
}

/// Derives the key of the sessions from the operators' token.
pub fn key(token: &SecretString) -> Option<MacKey> {
    MacKey::for_checks_only(token).ok()
}

/// Returns whether `shown` is the operators' token.
pub fn is_token(app: &App, shown: &str) -> bool {
    shown.as_bytes().ct_eq(app.operator_token.expose_secret().as_bytes()).into()
}

/// Returns the `Set-Cookie` header that removes the session.
pub fn no_cookie() -> Option<HeaderValue> {
    set_cookie("", 0, false)
}

fn set_cookie(value: &str, max_age_s: i64, secure: bool) -> Option<HeaderValue> {
    let tls = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; Path=/console; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{tls}");
    HeaderValue::from_str(&text).ok()
}

/// Middleware of all pages that need a session: without one nothing is read or done, and the browser is sent to sign
/// in.
pub async fn signed_in(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    if let Err(refusal) = time_is_known(&app) {
        return refusal.into_response();
    }
    let now = app.clock.now();
    let by_itself = request.headers().contains_key(HX_REQUEST);
    let session =
        key(&app.operator_token).and_then(|key| Some((Session::shown(request.headers(), &key, now)?, key)));
    let acts = !request.method().is_safe();
    let Some((session, key)) = session.filter(|(session, _)| is_operators(&app, session)) else {
        return to_sign_in(by_itself, acts);
    };
    if let Some(operator) = session.operator.as_ref().filter(|_| acts) {
        // The audit names only the credential and the request. The log names the person of that request.
        let request_id = request.extensions().get().map_or_else(Default::default, |RequestId(id)| *id);
        tracing::info!(operator = operator.as_str(), %request_id, path = request.uri().path(), "an operator acts in the console");
    }
    let mut response = next.run(request).await;
    if acts {
        // An operator who has changed something sees the result at once.
        app.watching.forget().await;
    }
    let renewed = session.renewed(now).filter(|_| !by_itself);
    if let Some(cookie) = renewed.and_then(|session| session.cookie(&key)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Returns whether the session was begun with the token, or belongs to a person who is still an operator.
fn is_operators(app: &App, session: &Session) -> bool {
    let console = app.oidc.as_ref().and_then(|oidc| oidc.console.as_ref());
    session.operator.as_ref().is_none_or(|operator| console.is_some_and(|console| console.has(operator)))
}

fn to_sign_in(by_itself: bool, acts: bool) -> Response<Body> {
    let to = HeaderValue::from_static(if acts { ENDED } else { SIGN_IN });
    if by_itself {
        (StatusCode::NO_CONTENT, [(HX_REDIRECT, to)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(token: &str) -> MacKey {
        key(&token.into()).unwrap()
    }

    fn is_valid(cookie: &str, key: &MacKey, after: TimeDelta) -> bool {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())]);
        Session::shown(&headers, key, DateTime::UNIX_EPOCH + after).is_some()
    }

    fn cookie_of(session: Session, key: &MacKey) -> String {
        let header = session.cookie(key).unwrap();
        header.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_session_ends_when_idle_at_its_maximum_age_or_with_a_new_token() {
        let key = key_of("e81b60d4f25c4397a0d96c3f7e12b584");
        let session = Session::begin(DateTime::UNIX_EPOCH, false);
        let cookie = cookie_of(session.clone(), &key);
        assert!(is_valid(&cookie, &key, IDLE - TimeDelta::seconds(1)));
        assert!(!is_valid(&cookie, &key, IDLE));
        assert_eq!(session.renewed(DateTime::UNIX_EPOCH + TimeDelta::seconds(59)), None);
        let late = LONGEST - TimeDelta::minutes(1);
        let used = cookie_of(session.renewed(DateTime::UNIX_EPOCH + late).unwrap(), &key);
        assert!(is_valid(&used, &key, late) && is_valid(&format!("other=1; {used}"), &key, late));
        assert!(!is_valid(&used, &key, LONGEST));
        assert!(!is_valid(&cookie, &key_of("5b1d6c80f3a94e27d06f8c3e97b2a415"), TimeDelta::zero()));
    }

    #[test]
    fn a_changed_cookie_does_not_open_the_console() {
        let key = key_of("e81b60d4f25c4397a0d96c3f7e12b584");
        let cookie = cookie_of(Session::begin(DateTime::UNIX_EPOCH, true), &key);
        let later = cookie.replace("=0.0.", "=0.9.");
        for wrong in ["", "payout_console=", "payout_console=0.0.tls", "payout_console=0.0.tls.00", &later] {
            assert!(!is_valid(wrong, &key, TimeDelta::zero()), "{wrong}");
        }
        assert!(!is_valid(&cookie.replace("payout_console", "another"), &key, TimeDelta::zero()));
        // A session cannot be given to another operator, because the HMAC covers its operator.
        let session_of = |email: &str| Session::begin(DateTime::UNIX_EPOCH, true).of(email.parse().unwrap());
        let own_cookie = cookie_of(session_of("a@example.com"), &key);
        assert!(is_valid(&own_cookie, &key, TimeDelta::zero()));
        let (own, other) = (hex::encode("a@example.com"), hex::encode("b@example.com"));
        assert!(!is_valid(&own_cookie.replace(&own, &other), &key, TimeDelta::zero()));
        assert!(!is_valid(&own_cookie.replace(&format!(".{own}"), ""), &key, TimeDelta::zero()));
        let header = Session::begin(DateTime::UNIX_EPOCH, true).cookie(&key).unwrap();
        let text = header.to_str().unwrap();
        assert!(
            text.ends_with("; Path=/console; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"),
            "{text}"
        );
    }
}
