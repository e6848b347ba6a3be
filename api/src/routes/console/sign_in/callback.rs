//! GET /console/sign-in/callback: the browser returns from the provider, and the operator is signed in.

use axum::extract::State;
use axum::http::header::{REFRESH, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use domain::oidc::proofs;
use domain::oidc::sign_ins::{Proved, Realm};
use futures::FutureExt;
use maud::html;

use super::super::addresses::OVERVIEW;
use super::super::frame::bare;
use super::form;
use super::provider::to;
use crate::app::App;
use crate::app::oidc::{Console, Oidc};
use crate::auth::console::{SIGN_IN, Session, key};
use crate::auth::provider::{self, ProviderError, Returned, no_cookie, offered};
use crate::auth::time_is_known;
use crate::http::refusal::Refusal;

/// Waits until a worker has asked the provider who the person is, and signs the person in.
pub async fn callback(State(app): State<App>, headers: HeaderMap, address: Uri) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    let set = app.oidc.as_ref().and_then(|oidc| Some((oidc, oidc.console.as_ref()?)));
    let Some((oidc, console)) = set else { return Ok(to(SIGN_IN)) };
    match provider::returned(&app, oidc, Realm::Console, &headers, &address).await? {
        Returned::Proved(proved) => signed_in(&app, console, proved).await,
        Returned::Not(why) => Ok(not_signed_in(&app, oidc, why).await),
    }
}

async fn signed_in(app: &App, console: &Console, proved: Proved) -> Result<Response, Refusal> {
    let (id, email) = (proved.id, proved.identity.email);
    let used = app.transact(move |conn| proofs::consume(conn, id).boxed()).await?;
    if !used || !console.has(&email) {
        tracing::warn!(
            email = email.as_str(),
            "a sign-in through the provider was rejected: the person is not an operator"
        );
        let said = format!(
            "{} is not an operator of this service. PAYOUT_OIDC_OPERATORS lists the operators.",
            email.as_str()
        );
        return Ok(form(StatusCode::FORBIDDEN, Some(&said), offered(app).await));
    }
    tracing::info!(email = email.as_str(), "an operator signed in to the console through the provider");
    let session = Session::begin(app.clock.now(), console.url.starts_with("https:")).of(email);
    let cookie = key(&app.operator_token).and_then(|key| session.cookie(&key)).ok_or(Refusal::Internal)?;
    // This is not a redirect: after a redirect that began at the provider, a browser does not send a `SameSite=Strict`
    // cookie. This page leads on by itself instead.
    let main =
        html! { p role="status" { "You are signed in. " a href=(OVERVIEW) { "Go on to the console" } "." } };
    let mut response = bare(StatusCode::OK, "Signed in", html! {}, main);
    let headers = response.headers_mut();
    headers.insert(REFRESH, HeaderValue::from_static("0; url=/console"));
    headers.append(SET_COOKIE, cookie);
    headers.extend(no_cookie(OVERVIEW).map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

async fn not_signed_in(app: &App, oidc: &Oidc, why: ProviderError) -> Response {
    let (status, said) = why.said(&oidc.name);
    let mut response = form(status, Some(&said), offered(app).await);
    let later = why.retry_after_s().map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds)));
    response.headers_mut().extend(later);
    response
}
