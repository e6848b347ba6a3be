//! POST /payout/withdraw: a payout user asks for its money.
//!
//! The order and the debit are one transaction. Order of checks: 401, fields, key, the method's terms, funds. A key that
//! has made an order answers with it even when the terms have changed since.

use axum::Extension;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use domain::money::Cents;
use domain::payout_user::{Holder, PayoutUser};
use domain::withdrawal::create::{self, Made, NewWithdrawal};
use domain::withdrawal::destination::Destination;
use domain::withdrawal::read;
use futures::FutureExt;
use utoipa::ToSchema;

use super::withdrawals::{Order, mode_of};
use crate::auth::PayoutUserWithBody;
use crate::extract::{FieldFault, IdempotencyKey, Json, withdraw_fault, withdraw_fields};
use crate::openapi::{ErrorBody, HashErrors, WithdrawMessages};
use crate::request_id::RequestId;
use crate::request_metrics::{IDEMPOTENT_REPLAYED, WellFormed};
use crate::seed_error::SeedError;
use crate::state::App;
use crate::transact::Witness;

/// What to take out, and where it goes.
#[derive(ToSchema)]
#[schema(as = PayoutWithdraw)]
pub struct Body {
    /// Cents, within the method's limits.
    #[schema(minimum = 1, maximum = 100_000_000)]
    pub amount: i64,
    /// `paypal`, `crypto` or `gift_card`
    pub provider: String,
    /// The fields that the method needs: see `/payout/methods`.
    pub destination: serde_json::Map<String, serde_json::Value>,
    /// The hash, unless the header shows it.
    pub payout_hash: Option<String>,
}

/// Makes an order: its amount is taken from the balance at once.
#[utoipa::path(
    post, path = "/payout/withdraw", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = []), ()), request_body = Body,
    params(("Idempotency-Key" = Option<String>, Header, description = "A key that withdraws once, in a namespace of the payout user")),
    responses(
        (status = 201, description = "The order is made, now or before", body = Order),
        (status = 400, description = "Fields at fault, a malformed key, or too little balance", body = WithdrawMessages),
        (status = 422, description = "The key was used with another request", body = ErrorBody),
        HashErrors,
    )
)]
pub async fn withdraw(
    State(app): State<App>,
    request_id: RequestId,
    headers: HeaderMap,
    caller: PayoutUserWithBody,
) -> Result<Response<axum::body::Body>, Response<axum::body::Body>> {
    made(&app, request_id, &headers, caller).await.map(answer).map_err(|error| {
        let refused = matches!(error, SeedError::InsufficientBalance);
        if refused { (Extension(WellFormed), error).into_response() } else { error.into_response() }
    })
}

async fn made(
    app: &App,
    RequestId(request_id): RequestId,
    headers: &HeaderMap,
    caller: PayoutUserWithBody,
) -> Result<Made, SeedError> {
    let Holder { business_id, user } = caller.holder;
    let (amount, destination) = withdraw_fields(caller.body.as_ref())?;
    let key = IdempotencyKey::from_headers(headers)?;
    let key = key.map(IdempotencyKey::into_string);
    let mode = mode_of(app, business_id).await.map_err(|refusal| refusal.seed_error())?;
    let offer = app.methods.offer(mode, destination.method());
    let fault = match offer {
        None => Some(withdraw_fault("provider", FieldFault::NotOffered)),
        Some(offer) if amount.get() < offer.terms.min => {
            Some(withdraw_fault("amount", FieldFault::TooSmall(offer.terms.min)))
        }
        Some(offer) if amount.get() > offer.terms.max => {
            Some(withdraw_fault("amount", FieldFault::TooLarge(offer.terms.max)))
        }
        Some(_) => None,
    };
    if let Some(fault) = fault {
        let before = match key {
            Some(key) => made_before(app, business_id, user, key, destination, amount).await?,
            None => None,
        };
        return before.ok_or(fault);
    }
    let Some(offer) = offer else { return Err(SeedError::Internal) };
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
    Ok(app
        .transact_witnessed(witness(), move |conn| {
            async move { create::create(conn, &new, now).await }.boxed()
        })
        .await?)
}

async fn made_before(
    app: &App,
    business: domain::ids::BusinessId,
    user: PayoutUser,
    key: String,
    destination: Destination,
    amount: Cents,
) -> Result<Option<Made>, SeedError> {
    let found = app.transact(move |conn| {
        async move {
            create::made_before(conn, (business, user.id, &user.email), &key, &destination, amount).await
        }
        .boxed()
    });
    Ok(found.await?)
}

fn witness() -> Witness<Made> {
    Box::new(|made, conn| {
        let (business, id) = (made.withdrawal.business_id, made.withdrawal.id);
        async move { Ok(read::get(conn, business, id).await?.is_some()) }.boxed()
    })
}

fn answer(made: Made) -> Response<axum::body::Body> {
    let Made { withdrawal, replayed } = made;
    if !replayed {
        tracing::info!(withdrawal = %withdrawal.id, "accepted");
    }
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
