//! GET /v1/balance: the balances, and the sum of what is accepted and has not ended.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::business;
use domain::held::{self, HeldBy};
use domain::money::Cents;
use domain::steering;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// The balances of a business, in cents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BalanceWithPending)]
pub struct Body {
    /// The main balance.
    #[schema(value_type = i64)]
    balance: Cents,
    /// The balance that allocations are paid from.
    #[schema(value_type = i64)]
    payout_balance: Cents,
    /// The amount that all_or_nothing batches have set aside from the payout balance and not paid yet.
    #[schema(value_type = i64)]
    reserved: Cents,
    /// `business_disabled` while the payouts of the business are switched off, and `pause` while everything or the
    /// business is paused: nothing is paid. `throttle` while a throttle of everything or of the business is used up:
    /// the next payments wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_by: Option<&'static str>,
    /// Since when nothing is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_since: Option<DateTime<Utc>>,
    /// The allocations that are still to be paid: from `reserved`, and otherwise from the payout balance while it
    /// suffices.
    pending: Pending,
}

/// Allocations that have not ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PendingAllocations)]
pub struct Pending {
    /// The number of allocations.
    count: i64,
    /// The sum of their amounts, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
}

/// Returns the balances of the business, and what is pending.
///
/// `reserved` is the amount that all_or_nothing batches have set aside. `held_by` says what holds all payments of
/// the business. If nothing is paid, `held_since` says since when.
#[utoipa::path(
    get, path = "/v1/balance", tag = "balance", security(("secret_key" = [])),
    responses((status = 200, body = Body), Problems)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<Body>, Refusal> {
    let (id, now) = (caller.business_id, app.clock.now());
    let (balances, pending, held, held_since) = app
        .read(move |conn| {
            async move {
                let balances = business::balances(conn, id).await?;
                let (pending, held) =
                    (business::pending(conn, id).await?, held::held(conn, id, &[], now).await?);
                Ok((balances, pending, held.of(None), steering::held_since(conn, id).await?))
            }
            .boxed()
        })
        .await?;
    // A key's business exists with its accounts: one transaction created them.
    let balances = balances.ok_or(Refusal::Internal)?;
    Ok(Json(Body {
        balance: balances.balance,
        payout_balance: balances.payout_balance,
        reserved: balances.reserve,
        held_by: held.map(HeldBy::as_str),
        held_since,
        pending: Pending { count: pending.count, amount: pending.amount },
    }))
}
