//! Authenticates callers: a merchant by a secret key, an operator by the operators' token, a payout user by its hash.
//!
//! Every cause of a 401 takes the same path and the same query, whatever credential was sent, so neither the response
//! nor its duration tells the causes apart. Unknown query parameters are reported only to an authenticated caller. A
//! valid key is not looked up again for two seconds ([`crate::app::key_cache`]).

pub mod console;
pub mod member;
mod network;
pub mod password;
mod payout_user;
pub mod provider;

pub use network::Network;
pub use payout_user::{PayoutUser, PayoutUserWithBody, PayoutUserWithForm};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use domain::business::api_key::{self, Caller};
use domain::ids::BusinessId;
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::app::admission::Inside;
use crate::app::usage::RequestOwner;
use crate::http::extract::{Bearer, known_parameters};
use crate::http::refusal::Refusal;

/// The merchant that a secret key authenticates. Without one the request is rejected with 401.
#[derive(Debug, Clone, Copy)]
pub struct Merchant(pub Caller);

/// A merchant whose payouts are enabled. Otherwise the request is rejected with 403 before its body is read.
#[derive(Debug, Clone, Copy)]
pub struct PayingMerchant(pub Caller);

/// An operator. Without the operators' token the request is rejected with 401.
#[derive(Debug, Clone, Copy)]
pub struct Operator;

impl FromRequestParts<App> for Merchant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let caller = merchant(parts, app).await?;
        known_parameters(parts, app.description)?;
        Ok(Self(caller))
    }
}

async fn merchant(parts: &Parts, app: &App) -> Result<Caller, Refusal> {
    time_is_known(app)?;
    let key = shown(&parts.headers);
    let digest = api_key::digest(&app.key_pepper, &key);
    let now = app.clock.now();
    if let Some(caller) = app.key_cache.known(&digest, now) {
        return admitted(parts, caller);
    }
    let pepper = app.key_pepper.clone();
    let caller = app
        .read(move |conn| async move { api_key::authenticate(conn, &pepper, &key, now).await }.boxed())
        .await?;
    let caller = caller.ok_or(Refusal::Unauthorized)?;
    app.pepper_is_proved().await?;
    app.key_cache.learn(digest, caller, now);
    admitted(parts, caller)
}

/// Returns the caller unless too many of its requests are in progress. From here on the request counts towards its
/// usage.
fn admitted(parts: &Parts, caller: Caller) -> Result<Caller, Refusal> {
    if let Some(whose) = parts.extensions.get::<RequestOwner>() {
        whose.is_of(caller.business_id);
    }
    if let Some(inside) = parts.extensions.get::<Inside>() {
        inside.belongs_to(caller.business_id)?;
    }
    Ok(caller)
}

impl FromRequestParts<App> for PayingMerchant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let Merchant(caller) = Merchant::from_request_parts(parts, app).await?;
        may_pay(app, caller.business_id, caller.payouts_enabled).await?;
        Ok(Self(caller))
    }
}

/// Rejects a business whose payouts are switched off, by `payouts_enabled` or by the last look at the holds.
///
/// # Errors
/// [`Refusal::PayoutsDisabled`].
pub async fn may_pay(app: &App, business: BusinessId, payouts_enabled: bool) -> Result<(), Refusal> {
    if !payouts_enabled || app.is_switched_off(business).await {
        return Err(Refusal::PayoutsDisabled);
    }
    Ok(())
}

impl FromRequestParts<App> for Operator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        if !is_operator(&parts.headers, app) {
            return Err(Refusal::NotAnOperator);
        }
        time_is_known(app)?;
        known_parameters(parts, app.description)?;
        Ok(Self)
    }
}

/// Returns whether the request carries the operators' token.
pub fn is_operator(headers: &HeaderMap, app: &App) -> bool {
    let shown = shown(headers);
    shown.expose_secret().as_bytes().ct_eq(app.operator_token.expose_secret().as_bytes()).into()
}

/// Rejects every call until the server's time is known, because without it nothing can be decided or written. The
/// response asks the caller to try again.
pub fn time_is_known(app: &App) -> Result<(), Refusal> {
    if app.clock.is_known() { Ok(()) } else { Err(Refusal::Unavailable) }
}

/// Returns the value of the cookie `name` in a request.
pub fn cookie_of(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.into())
}

/// Returns the key in the request. If there is no usable key, returns an empty one, which belongs to nobody.
fn shown(headers: &HeaderMap) -> SecretString {
    Bearer::from_headers(headers).map_or_else(SecretString::default, |bearer| bearer.0)
}
