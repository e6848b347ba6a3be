//! GET /v1/balance/alert

use axum::extract::State;
use domain::business;
use futures::FutureExt;

use super::BalanceAlert;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// Returns the payout balance below which `balance.low` is sent.
///
/// `threshold` is in cents. Null means that the event is never sent.
#[utoipa::path(
    get, path = "/v1/balance/alert", tag = "balance", security(("secret_key" = [])),
    responses((status = 200, body = BalanceAlert), Problems)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<BalanceAlert>, Refusal> {
    let threshold =
        app.read(move |conn| business::low_balance_threshold(conn, caller.business_id).boxed()).await?;
    Ok(Json(BalanceAlert { threshold }))
}
