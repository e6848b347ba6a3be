//! GET, POST /dashboard/sign-in/code: asks a person whom the provider has named for the code of the second factor.

use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use domain::member::rates::Attempt;
use domain::oidc::sign_ins::Realm;
use maud::html;

use super::super::addresses::PROVIDER_CODE;
use super::super::frame::{PageError, bare};
use super::callback::{finish, member};
use super::provider::to;
use super::{counted, given_back, opens, too_many};
use crate::app::App;
use crate::auth::member::SIGN_IN;
use crate::auth::{Network, provider, time_is_known};
use crate::http::extract::Form;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;

/// Shows the form, if the browser's sign-in is proved.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    time_is_known(&app)?;
    Ok(match provider::proved(&app, Realm::Dashboard, &headers).await? {
        Some(_) => form(StatusCode::OK, None),
        None => to(SIGN_IN),
    })
}

/// Checks the code and signs the member in.
pub async fn prove(
    State(app): State<App>,
    network: Network,
    request_id: RequestId,
    headers: HeaderMap,
    given: Form,
) -> Result<Response, PageError> {
    time_is_known(&app)?;
    let Some(proved) = provider::proved(&app, Realm::Dashboard, &headers).await? else {
        return Ok(to(SIGN_IN));
    };
    let named = member(&app, &proved.identity).await?;
    let shows_code = named.shows_code();
    let Some(account) = named.clone().account() else { return Ok(to(SIGN_IN)) };
    let tried = Attempt::of_code(network.address(), account.email.as_str());
    if let Err(seconds) = counted(&app, &tried).await? {
        let mut response = form(StatusCode::TOO_MANY_REQUESTS, Some(&too_many(seconds)));
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let code = given.text("code").unwrap_or_default().to_owned();
    if shows_code && !opens(&app, account, code).await? {
        tracing::warn!("a sign-in to the dashboard failed: the code was wrong");
        let said = "The code is wrong, or it was used before: wait for the next one. You are not signed in.";
        return Ok(form(StatusCode::UNAUTHORIZED, Some(said)));
    }
    given_back(&app, tried).await?;
    finish(&app, request_id, &headers, proved, named).await
}

fn form(status: StatusCode, fault: Option<&str>) -> Response {
    let main = html! {
        @if let Some(fault) = fault { p.fault id="fault" role="alert" { (fault) } }
        form.narrow method="post" action=(PROVIDER_CODE) {
            label for="code" { "Code" }
            input id="code" type="text" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="20"
                aria-describedby="code-help" aria-invalid=[fault.map(|_| "true")];
            small id="code-help" { "From your authenticator app, or a recovery code." }
            button type="submit" { "Sign in" }
        }
    };
    bare(status, "Sign in", html! {}, main)
}
