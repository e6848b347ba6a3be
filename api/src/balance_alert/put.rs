//! PUT /v1/balance/alert

use axum::extract::State;
use domain::business;
use domain::money::Cents;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::BalanceAlert;
use crate::auth::Merchant;
use crate::extract::{FieldFault, Json};
use crate::moves::MAX_MOVE_CENTS;
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::state::App;

/// When to tell `balance.low`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BalanceAlertRequest)]
pub struct Request {
    /// When the payout balance falls below this, in cents; null for never.
    #[schema(minimum = 1)]
    threshold: Option<i64>,
}

/// Sets below which payout balance `balance.low` is told: once each time it falls below, by an allocation or a funding
/// taken back.
#[utoipa::path(
    put, path = "/v1/balance/alert", tag = "balance", security(("secret_key" = [])), request_body = Request,
    responses((status = 200, body = BalanceAlert), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<Json<BalanceAlert>, Problem> {
    let fault = match request.threshold {
        Some(cents) if cents < 1 => Some(FieldFault::TooSmall(1)),
        Some(cents) if cents > MAX_MOVE_CENTS => Some(FieldFault::TooLarge(MAX_MOVE_CENTS)),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(Problem::fields(vec![fault.problem("threshold", None)]));
    }
    let threshold = request.threshold.map(Cents::new);
    app.transact(move |conn| {
        business::set_low_balance_threshold(conn, caller.business_id, threshold).boxed()
    })
    .await?;
    Ok(Json(BalanceAlert { threshold }))
}
