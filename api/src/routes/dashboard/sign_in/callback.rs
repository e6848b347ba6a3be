//! GET /dashboard/sign-in/callback: the browser returns from the provider. If the person is a member, a session begins.
//! A bound member with a second factor shows its code first. Without an invitation, nobody becomes a member here.

use axum::extract::State;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use domain::member::identities::{self, IdentityMatch};
use domain::member::rates::Attempt;
use domain::oidc::Identity;
use domain::oidc::sign_ins::{Proved, Realm};
use futures::FutureExt;

use super::super::addresses::{HOME, PROVIDER_CODE};
use super::super::frame::PageError;
use super::super::join;
use super::provider::to;
use super::{SignInError, SignInStep, begun, form, given_back};
use crate::app::App;
use crate::auth::member::SIGN_IN;
use crate::auth::provider::{self, ProviderError, Returned, no_cookie, offered};
use crate::auth::{Network, time_is_known};
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;

/// An extension of the response, for the layer that passes it on: the provider has proved a person who is not a member
/// in this cell. Another cell may know the person.
#[derive(Debug, Clone)]
pub struct UnknownIdentity(pub Identity);

/// Waits until a worker has asked the provider who the person is, and signs the person in.
pub async fn callback(
    State(app): State<App>,
    network: Network,
    request_id: RequestId,
    headers: HeaderMap,
    address: Uri,
) -> Result<Response, PageError> {
    time_is_known(&app)?;
    let Some(oidc) = &app.oidc else { return Ok(to(SIGN_IN)) };
    let proved = match provider::returned(&app, oidc, Realm::Dashboard, &headers, &address).await? {
        Returned::Proved(proved) => proved,
        Returned::Not(why) => return Ok(not_proved(&app, &oidc.name, why).await),
    };
    given_back(&app, Attempt::through_provider(network.address())).await?;
    let named = member(&app, &proved.identity).await?;
    if named.shows_code() {
        return Ok(to(PROVIDER_CODE));
    }
    finish(&app, request_id, &headers, proved, named).await
}

/// Returns the member whom a provider has named.
///
/// # Errors
/// If the database fails.
pub async fn member(app: &App, identity: &Identity) -> Result<IdentityMatch, Refusal> {
    let identity = identity.clone();
    Ok(app.read(move |conn| async move { identities::member(conn, &identity).await }.boxed()).await?)
}

/// Signs the named member in, or accepts the invitation with which the sign-in began.
///
/// # Errors
/// If the database fails.
pub async fn finish(
    app: &App,
    request_id: RequestId,
    headers: &HeaderMap,
    proved: Proved,
    named: IdentityMatch,
) -> Result<Response, PageError> {
    if let Some(invitation) = proved.invitation {
        return join::by_provider(app, request_id, headers, (proved, invitation), named).await;
    }
    let identity = proved.identity.clone();
    let Some(account) = named.account() else { return Ok(not_a_member(app, identity).await) };
    Ok(match begun(app, headers, (account, None), Some(proved)).await? {
        SignInStep::Session(response) => without_cookie(response),
        SignInStep::Not(SignInError::NoBusiness) => not_a_member(app, identity).await,
        SignInStep::Not(SignInError::Changed) => not_proved(app, "", ProviderError::NotUnderWay).await,
    })
}

/// Adds to the response that the browser deletes the used cookie.
pub fn without_cookie(mut response: Response) -> Response {
    if let Some(cookie) = no_cookie(HOME) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The page for a person who is proved but is not a member. It is the same whether the address is unknown or was bound
/// to somebody else.
async fn not_a_member(app: &App, identity: Identity) -> Response {
    tracing::info!("a sign-in through the provider was rejected: the person is not a member");
    let email = identity.email.as_str();
    let said = format!(
        "{email} is not a member of a business here, or belonged to somebody else before. If you are invited, open the link of the \
         invitation. Otherwise ask an owner of your business for an invitation."
    );
    let mut response = form(StatusCode::FORBIDDEN, "", Some(&said), offered(app).await);
    response.extensions_mut().insert(UnknownIdentity(identity));
    response
}

async fn not_proved(app: &App, name: &str, why: ProviderError) -> Response {
    let (status, said) = why.said(name);
    let mut response = form(status, "", Some(&said), offered(app).await);
    let later = why.retry_after_s().map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds)));
    response.headers_mut().extend(later);
    response
}
