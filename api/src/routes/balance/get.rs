//! GET /balance: the two balances, in the format of the `/payout` family.

use axum::extract::State;
use domain::business;
use domain::money::Cents;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::PayoutErrors;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// The balances of a business, in cents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Balances)]
pub struct Body {
    /// The main balance.
    #[schema(value_type = i64)]
    balance: Cents,
    /// The balance that allocations are paid from.
    #[schema(value_type = i64)]
    payout_balance: Cents,
}

/// Returns the balances of the business.
///
/// `balance` is the main balance. `payout_balance` is the balance that payout users are paid from. Both are in cents.
#[utoipa::path(
    get, path = "/balance", tag = "payout", security(("secret_key" = [])),
    responses((status = 200, body = Body), PayoutErrors)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<Body>, Refusal> {
    let found = app
        .read(move |conn| async move { business::balances(conn, caller.business_id).await }.boxed())
        .await?;
    // A key's business exists with its accounts: one transaction created them.
    let balances = found.ok_or(Refusal::Internal)?;
    Ok(Json(Body { balance: balances.balance, payout_balance: balances.payout_balance }))
}
