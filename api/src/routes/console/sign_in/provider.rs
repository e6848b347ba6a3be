//! GET /console/sign-in/provider: sends the browser to the provider. The sign-in page has a link to this address, not a
//! form, for the same reason as in the dashboard: the policy that keeps forms on this host also covers their redirects.

use axum::extract::State;
use axum::http::header::{HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::oidc::sign_ins::Realm;

use super::super::addresses::{OVERVIEW, PROVIDER_CALLBACK};
use super::form;
use crate::app::App;
use crate::app::oidc::is_at;
use crate::auth::console::SIGN_IN;
use crate::auth::{provider, time_is_known};
use crate::http::refusal::Refusal;
use crate::pages::guard::is_link_of_here;

/// Begins a sign-in, and redirects to the provider.
pub async fn begin(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    let set = app.oidc.as_ref().and_then(|oidc| Some((oidc, oidc.console.as_ref()?)));
    let Some((oidc, console)) = set.filter(|_| is_link_of_here(&headers)) else { return Ok(to(SIGN_IN)) };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_at(&console.url, host) {
        return Ok(to(&format!("{}{SIGN_IN}", console.url)));
    }
    let callback = format!("{}{PROVIDER_CALLBACK}", console.url);
    match provider::begin(&app, oidc, (Realm::Console, OVERVIEW, callback), None).await? {
        Some(begun) => {
            let headers = [(LOCATION, begun.to), (SET_COOKIE, begun.cookie)];
            Ok((StatusCode::SEE_OTHER, headers).into_response())
        }
        None => {
            let said =
                format!("{} is not known yet: no worker has reached it. Try again in a minute.", oidc.name);
            Ok(form(StatusCode::SERVICE_UNAVAILABLE, Some(&said), None))
        }
    }
}

/// Returns a redirect to `address`.
pub fn to(address: &str) -> Response {
    let to = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static(SIGN_IN));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
