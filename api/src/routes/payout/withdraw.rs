//! POST /payout/withdraw: withdraws money of a payout user.
//!
//! One transaction creates the order and debits the balance. The order of checks is: 401, fields, key, the method's
//! terms, funds. If the method is switched off, the response says only that, because no other fault is worth
//! correcting. A key that has already made an order returns that order, even when the terms have changed since.

use axum::Extension;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::business::Mode;
use domain::money::Cents;
use domain::payout_user::{HashHolder, PayoutUser};
use domain::withdrawal::Method;
use domain::withdrawal::create::{self, CreatedOrder, NewWithdrawal};
use domain::withdrawal::destination::Destination;
use domain::withdrawal::read;
use domain::withdrawal::terms::Terms;
use futures::FutureExt;
use utoipa::ToSchema;

use super::withdrawals::{Order, mode_of};
use crate::app::App;
use crate::auth::PayoutUserWithBody;
use crate::http::answers::{ErrorBody, HashErrors, WithdrawMessages};
use crate::http::extract::{IdempotencyKey, Json};
use crate::http::metrics::requests::{IDEMPOTENT_REPLAYED, WellFormedRequest};
use crate::http::payout_error::{PayoutError, PayoutFieldErrors};
use crate::http::request_id::RequestId;
use crate::intake::fields::{FieldFault, WithdrawFaults, withdraw_fields, withdraw_method};
use crate::work::transact::Witness;

/// How much to withdraw, and where to send it.
#[derive(ToSchema)]
#[schema(as = PayoutWithdraw)]
pub struct Body {
    /// The amount, in cents, within the method's limits.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
    /// `paypal`, `crypto` or `gift_card`
    pub provider: String,
    /// The fields that the method requires: see `GET /payout/methods`.
    pub destination: serde_json::Map<String, serde_json::Value>,
    /// The payout hash, unless the `X-Payout-Hash` header has it.
    pub payout_hash: Option<String>,
}

/// Withdraws money from a payout user's balance.
///
/// The amount leaves the balance at once, and must be within the method's limits (`GET /payout/methods`). Under the
/// same `Idempotency-Key` one withdrawal is created: the same request again returns the same response, and a different
/// request is rejected with 422.
#[utoipa::path(
    post, path = "/payout/withdraw", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), request_body = Body,
    params(("Idempotency-Key" = Option<String>, Header, description = "A key under which one withdrawal is created. Each payout user has its own keys")),
    responses(
        (status = 201, description = "The withdrawal is created, by this request or an earlier one with the same key", body = Order),
        (status = 400, description = "Invalid fields, a malformed key, or too little balance", body = WithdrawMessages),
        (status = 422, description = "The key was already used with a different request", body = ErrorBody),
        HashErrors,
    )
)]
pub async fn withdraw(
    State(app): State<App>,
    request_id: RequestId,
    headers: HeaderMap,
    caller: PayoutUserWithBody,
) -> Result<Response<axum::body::Body>, Response<axum::body::Body>> {
    made(&app, request_id, &headers, caller).await.map(answer).map_err(|not_made| {
        let error = PayoutError::from(not_made);
        let refused = matches!(error, PayoutError::InsufficientBalance);
        if refused { (Extension(WellFormedRequest), error).into_response() } else { error.into_response() }
    })
}

/// Why an order was not made.
#[derive(Debug)]
pub enum WithdrawError {
    /// Fields are invalid.
    Faults(WithdrawFaults),
    /// The method is switched off. The answer names those that are on.
    SwitchedOff(PayoutError),
    /// The order is rejected for another reason.
    Refused(PayoutError),
}

impl From<PayoutError> for WithdrawError {
    fn from(refused: PayoutError) -> Self {
        Self::Refused(refused)
    }
}

impl From<WithdrawError> for PayoutError {
    fn from(not_made: WithdrawError) -> Self {
        match not_made {
            WithdrawError::Faults(faults) => faults.into(),
            WithdrawError::SwitchedOff(error) | WithdrawError::Refused(error) => error,
        }
    }
}

/// Creates the order that a body asks for, under the idempotency key of `headers`.
///
/// # Errors
/// [`WithdrawError`]; nothing was debited.
pub async fn made(
    app: &App,
    RequestId(request_id): RequestId,
    headers: &HeaderMap,
    caller: PayoutUserWithBody,
) -> Result<CreatedOrder, WithdrawError> {
    let HashHolder { business_id, user } = caller.holder;
    let (amount, destination) = match withdraw_fields(caller.body.as_ref()) {
        Ok(read) => read,
        Err(faults) => {
            let Some(method) = withdraw_method(caller.body.as_ref()) else {
                return Err(WithdrawError::Faults(faults));
            };
            let mode = mode_of(app, business_id).await.map_err(|refusal| refusal.payout_error())?;
            let off = app.methods.offer(mode, method).is_none();
            return Err(if off { switched_off(app, mode, method) } else { WithdrawError::Faults(faults) });
        }
    };
    let key = IdempotencyKey::from_headers(headers).map_err(PayoutError::from)?;
    let key = key.map(IdempotencyKey::into_string);
    let mode = mode_of(app, business_id).await.map_err(|refusal| refusal.payout_error())?;
    let offer = app.methods.offer(mode, destination.method());
    let fault = match offer {
        None => Some(switched_off(app, mode, destination.method())),
        Some(offer) => amount_outside_limits(offer.terms, amount).map(WithdrawError::Faults),
    };
    if let Some(fault) = fault {
        let before = match key {
            Some(key) => find_replay(app, business_id, user, key, destination, amount).await?,
            None => None,
        };
        return before.ok_or(fault);
    }
    let Some(offer) = offer else { return Err(WithdrawError::Refused(PayoutError::Internal)) };
    let new = NewWithdrawal {
        business_id,
        id: app.clock.id().into(),
        payout_user_id: user.id,
        email: user.email,
        provider: offer.provider.to_owned(),
        amount,
        fees: offer.terms.fees(amount),
        destination,
        key,
        request_id,
    };
    let now = app.clock.now();
    let made = app
        .transact_witnessed(witness(), move |conn| {
            async move { create::create(conn, &new, now).await }.boxed()
        })
        .await
        .map_err(PayoutError::from)?;
    if !made.replayed {
        // If a restore undoes the order, this line still has the id by which the provider knows it.
        tracing::info!(withdrawal = %made.withdrawal.id, told_as = %made.withdrawal.told_as, "accepted");
    }
    Ok(made)
}

/// Returns the fault of an amount that is outside the limits of its method.
pub fn amount_outside_limits(terms: Terms, amount: Cents) -> Option<WithdrawFaults> {
    let fault = match amount.get() {
        cents if cents < terms.min => FieldFault::TooSmall(terms.min),
        cents if cents > terms.max => FieldFault::TooLarge(terms.max),
        _ => return None,
    };
    Some(WithdrawFaults::of("amount", fault))
}

/// Returns the rejection of a method that is switched off. It names the methods that are switched on.
fn switched_off(app: &App, mode: Mode, method: Method) -> WithdrawError {
    let on = Method::ALL.into_iter().filter(|other| app.methods.offer(mode, *other).is_some());
    let on: Vec<&str> = on.map(Method::as_str).collect();
    let cure = match on.as_slice() {
        [] => "so is every other, until the operator switches one on".to_owned(),
        on => format!("choose {}", on.join(" or ")),
    };
    let message = format!("The provider {} is switched off: {cure}.", method.as_str());
    WithdrawError::SwitchedOff(PayoutError::Fields(PayoutFieldErrors::new().with("provider", message)))
}

async fn find_replay(
    app: &App,
    business: domain::ids::BusinessId,
    user: PayoutUser,
    key: String,
    destination: Destination,
    amount: Cents,
) -> Result<Option<CreatedOrder>, PayoutError> {
    let found = app.transact(move |conn| {
        async move {
            create::find_by_key(conn, (business, user.id, &user.email), &key, &destination, amount).await
        }
        .boxed()
    });
    Ok(found.await?)
}

fn witness() -> Witness<CreatedOrder> {
    Box::new(|made, conn| {
        let (business, id) = (made.withdrawal.business_id, made.withdrawal.id);
        async move { Ok(read::get(conn, business, id).await?.is_some()) }.boxed()
    })
}

fn answer(made: CreatedOrder) -> Response<axum::body::Body> {
    let CreatedOrder { withdrawal, replayed } = made;
    let location = HeaderValue::from_str(&format!("/payout/withdrawals/{}", withdrawal.id));
    let mut response = (StatusCode::CREATED, Json(Order::as_made(withdrawal))).into_response();
    if let Ok(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    if replayed {
        response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
