//! A member in a browser: a session whose random token lives in a cookie. The database has the token's digest, so each
//! process knows every session, and one that is ended is ended everywhere at once.
//!
//! What a member does is recorded before it is done ([`domain::member::actions`]): an action that could not be recorded
//! is not begun.

use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::IntoResponse;
use domain::ids::{ActionId, BusinessId};
use domain::member::actions::{self, NewAction};
use domain::member::sessions::{self, LONGEST, Session, USED_WITHIN};
use domain::member::{Right, digest};
use domain::steering::Credential;
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};

use super::{cookie_of, time_is_known};
use crate::app::App;
use crate::http::extract::EachOnce;
use crate::http::html::{self, HX_REDIRECT, HX_REQUEST};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;

/// Where the dashboard begins.
const HOME: &str = "/dashboard";

/// Where a member signs out.
const SIGN_OUT: &str = "/dashboard/sign-out";

/// Where a member signs in.
pub const SIGN_IN: &str = "/dashboard/sign-in";

/// The same for whoever sent a form without a session: there it is said that nothing was done.
const ENDED: &str = "/dashboard/sign-in?ended";

/// The cookie's name.
pub const COOKIE_NAME: &str = "payout_dashboard";

/// The parameter that names the business that a page was shown for: of the address of its forms, and of what it asks for by
/// itself.
pub const FOR: &str = "for";

/// What is said to a form of a page that was opened for another business than the session acts for now.
const FOR_ANOTHER: &str = "You act for another business now than when this page was opened, so nothing was done. Open the page again from /dashboard, \
     and look for which business you act.";

/// The member that a session authenticates, acting for one business. Only for routes behind [`signed_in`].
#[derive(Debug, Clone)]
pub struct Member(pub Session);

impl Member {
    /// The business that the member acts for.
    pub const fn business(&self) -> BusinessId {
        self.0.business_id
    }

    /// Whether the member may do what takes `right`.
    pub const fn has(&self, right: Right) -> bool {
        self.0.role.has(right)
    }

    /// The credential that the audit names.
    pub const fn credential(&self) -> Credential {
        Credential::Member(self.0.member_id)
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response<Body>> {
        parts.extensions.get().cloned().ok_or_else(|| to_sign_in(false, false))
    }
}

/// The token of a new session: 256 random bits, in hex.
///
/// # Errors
/// When the operating system has no random bytes.
pub fn new_token() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes).into())
}

/// The token that a request shows.
pub fn token(headers: &HeaderMap) -> Option<SecretString> {
    cookie_of(headers, COOKIE_NAME)
}

/// The header that gives a session to the browser. One that began over TLS never travels without.
pub fn cookie(token: &SecretString, secure: bool) -> Option<HeaderValue> {
    set_cookie(token.expose_secret(), LONGEST.num_seconds(), secure)
}

/// The header that takes the session from the browser.
pub fn no_cookie() -> Option<HeaderValue> {
    set_cookie("", 0, false)
}

/// `Lax`: a link in a message opens the dashboard. Forms from elsewhere are refused by the guard.
fn set_cookie(value: &str, max_age_s: i64, secure: bool) -> Option<HeaderValue> {
    let tls = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE_NAME}={value}; Path=/dashboard; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{tls}");
    HeaderValue::from_str(&text).ok()
}

/// Middleware of all pages behind the sign-in: without a session nothing is read or done, and the reader is sent to sign in.
pub async fn signed_in(State(app): State<App>, mut request: Request, next: Next) -> Response<Body> {
    if let Err(refusal) = time_is_known(&app) {
        return refusal.into_response();
    }
    let by_itself = request.headers().contains_key(HX_REQUEST);
    // Whoever leaves leaves, wherever the page was opened.
    let leaves = request.uri().path() == SIGN_OUT;
    let is_safe = request.method().is_safe();
    let acts = !is_safe && !leaves;
    let Some(token) = token(request.headers()) else { return to_sign_in(by_itself, acts) };
    let (shown, now) = (digest(token.expose_secret()), app.clock.now());
    let found = app.read(move |conn| sessions::find(conn, shown, now).boxed()).await;
    let session = match found {
        Ok(Some(session)) => session,
        Ok(None) => return to_sign_in(by_itself, acts),
        Err(failed) => return Refusal::from(failed).into_response(),
    };
    let id = session.id;
    if now - session.used_at >= USED_WITHIN {
        let used = app.transact(move |conn| sessions::used(conn, id, now).boxed()).await;
        if let Err(failed) = used {
            return Refusal::from(failed).into_response();
        }
    }
    let member = Member(session);
    request.extensions_mut().insert(member.clone());
    if (by_itself || !is_safe) && !leaves && !is_for(request.uri(), member.business()) {
        return of_another_business(is_safe);
    }
    if is_safe {
        return next.run(request).await;
    }
    request.extensions_mut().insert(EachOnce);
    recorded(&app, &member, request, next).await
}

/// Does what `member` asks for between two records of it.
async fn recorded(app: &App, member: &Member, request: Request, next: Next) -> Response<Body> {
    let business = member.business();
    let action = NewAction {
        id: ActionId::from(app.clock.id()),
        business_id: business,
        member_id: member.0.member_id,
        request_id: request.extensions().get().map_or_else(Default::default, |RequestId(id)| *id),
        path: request.uri().path().to_owned(),
    };
    let id = action.id;
    let recorded = app.transact(move |conn| async move { actions::record(conn, &action).await }.boxed());
    if let Err(failed) = recorded.await {
        return Refusal::from(failed).into_response();
    }
    let response = next.run(request).await;
    let status = i16::try_from(response.status().as_u16()).unwrap_or(i16::MAX);
    let answered = app.transact(move |conn| actions::answered(conn, business, id, status).boxed());
    if let Err(error) = answered.await {
        tracing::warn!(%error, action = %id, "what an action was answered with is not recorded");
    }
    response
}

/// The answer to a page that was opened for another business: a form did nothing, and a page that looks again by itself makes room
/// for the business that the session acts for now.
fn of_another_business(is_safe: bool) -> Response<Body> {
    if is_safe {
        (StatusCode::NO_CONTENT, [(HX_REDIRECT, HeaderValue::from_static(HOME))]).into_response()
    } else {
        html::sentence(StatusCode::CONFLICT, "Another business", FOR_ANOTHER)
    }
}

/// Whether a form, or what a page asks for by itself, is of a page that was shown for `business`.
fn is_for(address: &Uri, business: BusinessId) -> bool {
    let query = address.query().unwrap_or_default();
    let mut named = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == FOR);
    named.next().is_some_and(|(_, id)| id.parse() == Ok(business)) && named.next().is_none()
}

fn to_sign_in(by_itself: bool, acts: bool) -> Response<Body> {
    let to = HeaderValue::from_static(if acts { ENDED } else { SIGN_IN });
    if by_itself {
        (StatusCode::NO_CONTENT, [(HX_REDIRECT, to)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
    }
}
