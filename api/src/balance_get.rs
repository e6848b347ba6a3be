//! GET /v1/balance: the balances, with what is accepted and not yet finished.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::business;
use domain::money::Cents;
use domain::queue::HeldBy;
use domain::steering;
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
    /// `pause` while everything or the business is paused, or its payouts are switched off: nothing is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_since: Option<DateTime<Utc>>,
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
    let (balances, pending, held_since) = app
        .read(move |conn| {
            async move {
                let balances = business::balances(conn, id).await?;
                Ok((balances, business::pending(conn, id).await?, steering::held_since(conn, id).await?))
            }
            .boxed()
        })
        .await?;
    // A key's business exists, with its accounts: they were made in one transaction.
    let balances = balances.ok_or(Refusal::Internal)?;
    Ok(Json(Body {
        balance: balances.balance,
        payout_balance: balances.payout_balance,
        reserved: balances.reserve,
        held_by: held_since.map(|_| HeldBy::Pause.as_str()),
        held_since,
        pending: Pending { count: pending.count, amount: pending.amount },
    }))
}
