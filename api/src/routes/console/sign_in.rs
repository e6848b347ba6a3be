//! GET, POST /console/sign-in: the operators' token opens the console. Every other answer is the same. Or a provider proves an
//! operator: [`provider`], [`callback`].

pub mod callback;
pub mod provider;

use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::http::header::{LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;

use super::addresses::{OVERVIEW, PROVIDER};
use super::frame::bare;
use crate::app::App;
use crate::app::oidc::Oidc;
use crate::auth::console::{SIGN_IN, Session, is_token, key};
use crate::auth::provider::offered;
use crate::auth::time_is_known;
use crate::http::extract::Form;
use crate::http::refusal::Refusal;

/// What is said to somebody whose form came after the session had ended.
const ENDED: &str = "You were signed out; nothing was done. Sign in and do it again.";

/// The form. `?ended` says that a form was sent in vain.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    form(StatusCode::OK, query.filter(|query| query == "ended").map(|_| ENDED), offered(&app).await)
}

/// Begins a session.
pub async fn sign_in(State(app): State<App>, headers: HeaderMap, given: Form) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    if !is_token(&app, given.text("token").unwrap_or_default()) {
        return Ok(refused(&app, offered(&app).await));
    }
    // A browser that came over TLS says so in its Origin, which the guard has compared with this host.
    let over_tls = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    let session = Session::begin(app.clock.now(), over_tls);
    let cookie = key(&app.operator_token).and_then(|key| session.cookie(&key)).ok_or(Refusal::Internal)?;
    tracing::info!("an operator signed in to the console");
    let to = HeaderValue::from_static(OVERVIEW);
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to), (SET_COOKIE, cookie)]).into_response())
}

fn refused(app: &App, offered: Option<&Oidc>) -> Response {
    match app.failures.count(Instant::now()) {
        Ok(()) => {
            tracing::warn!("somebody showed the console another token than the operators'");
            let said = "This is not the operators' token. It is PAYOUT_OPERATOR_TOKEN of this process.";
            form(StatusCode::UNAUTHORIZED, Some(said), offered)
        }
        Err(seconds) => {
            let said = format!("Too many wrong tokens were shown. Try again in {seconds} s.");
            let mut response = form(StatusCode::TOO_MANY_REQUESTS, Some(&said), offered);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

fn form(status: StatusCode, fault: Option<&str>, offered: Option<&Oidc>) -> Response {
    // Who was signed out has typed nothing wrong.
    let wrong = status != StatusCode::OK;
    let main = html! {
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        form.narrow method="post" action=(SIGN_IN) {
            label for="token" { "Operators' token" }
            input id="token" type="password" name="token" required autocomplete="current-password"
                aria-invalid=[wrong.then_some("true")] aria-describedby="token-help";
            small id="token-help" {
                "For whoever operates this service: PAYOUT_OPERATOR_TOKEN of this process. You are signed out after 30 minutes without use, and after "
                "12 hours. Merchants have /dashboard, at the public address."
            }
            button type="submit" { "Sign in" }
        }
        @if let Some(oidc) = offered.filter(|oidc| oidc.console.is_some()) {
            p { a role="button" href=(PROVIDER) { "Sign in with " (oidc.name) } }
        }
    };
    bare(status, "Sign in", html! {}, main)
}
