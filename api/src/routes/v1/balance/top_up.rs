//! POST /v1/balance/top-up: moves money from the main balance to the payout balance, once per key.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::response::IntoResponse;
use domain::business::{self, Moved};
use domain::ids::{BalanceMoveId, BusinessId};
use domain::money::Cents;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{IdempotencyKey, Json};
use crate::http::metrics::requests::WellFormedRequest;
use crate::http::problem::{Code, Problem};
use crate::http::refusal::Refusal;
use crate::intake::fields::FieldFault;
use crate::routes::v1::balance::moves::{self, BalanceMove, MAX_MOVE_CENTS};

/// How much to move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TopUp)]
pub struct Request {
    /// The amount, in cents.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_000_i64)]
    amount: i64,
}

/// Moves money from the main balance to the payout balance.
///
/// An `Idempotency-Key` is required. Under one key the money moves once, and the same key with another amount is
/// rejected with 422.
#[utoipa::path(
    post, path = "/v1/balance/top-up", tag = "balance", security(("secret_key" = [])), request_body = Request,
    params(("Idempotency-Key" = String, Header, description = "A key under which the money is moved once. Top-ups have keys of their own")),
    responses(
        (status = 201, description = "The money is moved, by this request or an earlier one with the same key", body = BalanceMove),
        (status = 422, description = "The key was already used with another amount", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn top_up(
    State(app): State<App>,
    Merchant(caller): Merchant,
    key: Option<IdempotencyKey>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Response<Body>> {
    let amount = amount(request.amount).map_err(IntoResponse::into_response)?;
    let key = key.ok_or_else(|| Refusal::NoIdempotencyKey { what: "A top-up" }.into_response())?;
    let moved = moved(&app, caller.business_id, key, amount).await.map_err(refused)?;
    Ok(moves::answer(moved, amount))
}

/// Moves `amount` from the main balance of a business to its payout balance, once under `key`.
///
/// # Errors
/// Why nothing was moved.
pub async fn moved(
    app: &App,
    business: BusinessId,
    key: IdempotencyKey,
    amount: Cents,
) -> Result<Moved, Problem> {
    let (id, now) = (BalanceMoveId::from(app.clock.id()), app.clock.now());
    let moved = app.transact_witnessed(moves::witness(business), move |conn| {
        async move { business::top_up(conn, business, id, amount, key.as_str(), now).await }.boxed()
    });
    Ok(moved.await?)
}

/// Reads the amount to move.
///
/// # Errors
/// The problem of an amount that is out of range.
pub fn amount(cents: i64) -> Result<Cents, Problem> {
    if (1..=MAX_MOVE_CENTS).contains(&cents) {
        return Ok(Cents::new(cents));
    }
    let fault = if cents < 1 { FieldFault::TooSmall(1) } else { FieldFault::TooLarge(MAX_MOVE_CENTS) };
    Err(Problem::fields(vec![fault.problem("amount", None)]))
}

/// Marks the response as one to a well-formed request: too little money is not an error of the request's form.
fn refused(problem: Problem) -> Response<Body> {
    if problem.code() == Code::InsufficientFunds {
        (Extension(WellFormedRequest), problem).into_response()
    } else {
        problem.into_response()
    }
}
