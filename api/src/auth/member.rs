//! Members in a browser: a session whose random token is kept in a cookie. The database stores the digest of the token,
//! so every process knows every session, and an ended session is ended everywhere at once.
//!
//! What a member does is recorded before it is done ([`domain::member::actions`]). An action that cannot be recorded is
//! not started.

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
use domain::member::{Permission, digest};
use domain::steering::Credential;
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};

use super::{cookie_of, time_is_known};
use crate::app::App;
use crate::http::extract::EachOnce;
use crate::http::html::{self, HX_REDIRECT, HX_REQUEST};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;

/// The first page of the dashboard.
const HOME: &str = "/dashboard";

/// The path where a member signs out.
const SIGN_OUT: &str = "/dashboard/sign-out";

/// The page where a member signs in.
pub const SIGN_IN: &str = "/dashboard/sign-in";

/// The same page for a form that was sent without a session. It says that nothing was done.
const ENDED: &str = "/dashboard/sign-in?ended";

/// The name of the cookie.
pub const COOKIE_NAME: &str = "payout_dashboard";

/// The query parameter that names the business that a page was shown for. Its forms and its own requests carry it.
pub const FOR: &str = "for";

/// The response to a form whose page was opened for another business than the one the session now acts for.
const FOR_ANOTHER: &str = "You have switched to another business since this page was opened, so nothing was done. Open \
                           the page again from /dashboard, and check which business you act for.";

/// The member that a session authenticates, acting for one business. Only for routes behind [`signed_in`].
#[derive(Debug, Clone)]
pub struct Member(pub Session);

impl Member {
    /// Returns the business that the member acts for.
    pub const fn business(&self) -> BusinessId {
        self.0.business_id
    }

    /// Returns whether the member has `right`.
    pub const fn has(&self, right: Permission) -> bool {
        self.0.role.allows(right)
    }

    /// Returns the credential that the audit names.
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

/// Returns the token of a new session: 256 random bits, in hex.
///
/// # Errors
/// If the operating system has no random bytes.
pub fn new_token() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes).into())
}

/// Returns the session token in a request.
pub fn token(headers: &HeaderMap) -> Option<SecretString> {
    cookie_of(headers, COOKIE_NAME)
}

/// Returns the `Set-Cookie` header that stores a session. If `secure`, the cookie is sent only over TLS.
pub fn cookie(token: &SecretString, secure: bool) -> Option<HeaderValue> {
    set_cookie(token.expose_secret(), LONGEST.num_seconds(), secure)
}

/// Returns the `Set-Cookie` header that removes the session.
pub fn no_cookie() -> Option<HeaderValue> {
    set_cookie("", 0, false)
}

/// `Lax`, so that a link in a message opens the dashboard. The guard refuses forms from other sites.
fn set_cookie(value: &str, max_age_s: i64, secure: bool) -> Option<HeaderValue> {
    let tls = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE_NAME}={value}; Path=/dashboard; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{tls}");
    HeaderValue::from_str(&text).ok()
}

/// Middleware of all pages that need a session: without one nothing is read or done, and the browser is sent to sign
/// in.
pub async fn signed_in(State(app): State<App>, mut request: Request, next: Next) -> Response<Body> {
    if let Err(refusal) = time_is_known(&app) {
        return refusal.into_response();
    }
    let by_itself = request.headers().contains_key(HX_REQUEST);
    // Signing out works from any page, whichever business it was opened for.
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

/// Carries out what `member` asks for, and records it before and after.
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
        tracing::warn!(%error, action = %id, "cannot record the response to an action");
    }
    response
}

/// Returns the response to a page that was opened for another business. A form is rejected; a page that refreshes
/// itself is replaced by the home page of the session's business.
fn of_another_business(is_safe: bool) -> Response<Body> {
    if is_safe {
        (StatusCode::NO_CONTENT, [(HX_REDIRECT, HeaderValue::from_static(HOME))]).into_response()
    } else {
        html::sentence(StatusCode::CONFLICT, "Another business", FOR_ANOTHER)
    }
}

/// Returns whether a form or a page's own request comes from a page that was shown for `business`.
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
