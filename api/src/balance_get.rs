//! GET /v1/balance: the balances, with what is accepted and not yet finished.

use axum::extract::State;
use domain::business;
use domain::money::Cents;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Merchant;
use crate::extract::Json;
use crate::openapi::Problems;
use crate::refusal::Refusal;
use crate::state::App;

/// The balances of a business, in cents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BalanceWithPending)]
pub struct Body {
    /// The main balance.
    #[schema(value_type = i64)]
    balance: Cents,
    /// What allocations are paid from.
    #[schema(value_type = i64)]
    payout_balance: Cents,
    /// What all_or_nothing batches have set aside, out of the payout balance, and not yet paid.
    #[schema(value_type = i64)]
    reserved: Cents,
    /// What is yet to be paid: what is reserved, and the rest from the payout balance, as far as it suffices.
    pending: Pending,
}

/// Allocations that are not finished.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PendingAllocations)]
pub struct Pending {
    /// How many.
    count: i64,
    /// Their sum.
    #[schema(value_type = i64)]
    amount: Cents,
}

/// The business's balances, and what is pending.
#[utoipa::path(
    get, path = "/v1/balance", tag = "balance", security(("secret_key" = [])),
    responses((status = 200, body = Body), Problems)
)]
pub async fn balance_get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<Body>, Refusal> {
    let id = caller.business_id;
    let (balances, pending) = app
        .read(move |conn| {
            async move { Ok((business::balances(conn, id).await?, business::pending(conn, id).await?)) }
                .boxed()
        })
        .await?;
    // A key's business exists, with its accounts: they were made in one transaction.
    let balances = balances.ok_or(Refusal::Internal)?;
    Ok(Json(Body {
        balance: balances.balance,
        payout_balance: balances.payout_balance,
        reserved: balances.reserve,
        pending: Pending { count: pending.count, amount: pending.amount },
    }))
}
