//! GET /dashboard/sign-in/provider: sends the browser to the provider.
//!
//! The sign-in page has a link to this address, not a form: the content security policy that keeps forms on this host
//! also covers the redirects of a form. A link on another host's page leads to the sign-in page only.

use axum::extract::State;
use axum::http::header::{HOST, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::member::digest;
use domain::member::rates::Attempt;
use domain::oidc::sign_ins::Realm;

use super::super::addresses::{HOME, PROVIDER_CALLBACK};
use super::{counted, form, too_many};
use crate::app::App;
use crate::app::oidc::is_at;
use crate::auth::member::SIGN_IN;
use crate::auth::provider::offered;
use crate::auth::{Network, provider, time_is_known};
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::pages::guard::is_link_of_here;

/// Begins a sign-in. With `?invitation=TOKEN`, the sign-in accepts that invitation. It counts as a try, in a count of
/// its own, until the provider has said who the person is.
pub async fn begin(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    address: Uri,
) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    let Some(oidc) = app.oidc.as_ref().filter(|_| is_link_of_here(&headers)) else { return Ok(to(SIGN_IN)) };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_at(&oidc.public_url, host) {
        return Ok(to(&format!("{}{SIGN_IN}", oidc.public_url)));
    }
    if let Err(seconds) = counted(&app, &Attempt::through_provider(network.address())).await? {
        let mut response =
            form(StatusCode::TOO_MANY_REQUESTS, "", Some(&too_many(seconds)), offered(&app).await);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let invitation = Form::of_query(&address).text("invitation").map(digest);
    let callback = format!("{}{PROVIDER_CALLBACK}", oidc.public_url);
    match provider::begin(&app, oidc, (Realm::Dashboard, HOME, callback), invitation).await? {
        Some(begun) => {
            let headers = [(LOCATION, begun.to), (SET_COOKIE, begun.cookie)];
            Ok((StatusCode::SEE_OTHER, headers).into_response())
        }
        None => {
            let said =
                format!("{} is not known yet: no worker has reached it. Try again in a minute.", oidc.name);
            Ok(form(StatusCode::SERVICE_UNAVAILABLE, "", Some(&said), None))
        }
    }
}

/// Returns a redirect to `address`.
pub fn to(address: &str) -> Response {
    let to = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static(SIGN_IN));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
