//! GET, POST /console/sign-in: begins a session for the operators' token. Every wrong token gets the same answer.
//! Alternatively, a provider proves that a person is an operator: [`provider`], [`callback`].

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

/// The message for an operator whose form arrived after the session had ended.
const ENDED: &str = "You were signed out, so nothing was done. Sign in and try again.";

/// Shows the form. `?ended` says that a form arrived after its session had ended.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    form(StatusCode::OK, query.filter(|query| query == "ended").map(|_| ENDED), offered(&app).await)
}

/// Checks the token and begins a session.
pub async fn sign_in(State(app): State<App>, headers: HeaderMap, given: Form) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    if !is_token(&app, given.text("token").unwrap_or_default()) {
        return Ok(refused(&app, offered(&app).await));
    }
    // A browser that uses TLS says so in the `Origin` header, which the guard has checked against this host.
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
            tracing::warn!("a sign-in to the console failed: the token was wrong");
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
    // A person who was signed out has typed nothing wrong.
    let wrong = status != StatusCode::OK;
    let main = html! {
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        form.narrow method="post" action=(SIGN_IN) {
            label for="token" { "Operators' token" }
            input id="token" type="password" name="token" required autocomplete="current-password"
                aria-invalid=[wrong.then_some("true")] aria-describedby="token-help";
            small id="token-help" {
                "For the operators of this service: PAYOUT_OPERATOR_TOKEN of this process. You are signed out after 30 minutes without use, and after "
                "12 hours. Merchants use /dashboard at the public address."
            }
            button type="submit" { "Sign in" }
        }
        @if let Some(oidc) = offered.filter(|oidc| oidc.console.is_some()) {
            p { a role="button" href=(PROVIDER) { "Sign in with " (oidc.name) } }
        }
    };
    bare(status, "Sign in", html! {}, main)
}
