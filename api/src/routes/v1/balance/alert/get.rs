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

/// When `balance.low` is told.
///
/// `threshold` is in cents; null means that nothing is told.
#[utoipa::path(
    get, path = "/v1/balance/alert", tag = "balance", security(("secret_key" = [])),
    responses((status = 200, body = BalanceAlert), Problems)
)]
pub async fn get(State(app): State<App>, Merchant(caller): Merchant) -> Result<Json<BalanceAlert>, Refusal> {
    let threshold =
        app.read(move |conn| business::low_balance_threshold(conn, caller.business_id).boxed()).await?;
    Ok(Json(BalanceAlert { threshold }))
}
