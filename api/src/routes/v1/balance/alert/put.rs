//! PUT /v1/balance/alert

use axum::extract::State;
use domain::business;
use domain::ids::BusinessId;
use domain::money::Cents;
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::BalanceAlert;
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::intake::fields::FieldFault;
use crate::routes::v1::balance::moves::MAX_MOVE_CENTS;

/// When to tell `balance.low`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BalanceAlertRequest)]
pub struct Request {
    /// When the payout balance falls below this, in cents; null for never.
    // Read so, it must be there: without it, a misunderstanding would switch the alert off.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_000_i64, required)]
    threshold: Option<i64>,
}

/// Sets below which payout balance `balance.low` is told.
///
/// It is told once each time the payout balance falls below, by an allocation or a funding taken back; null switches it
/// off. The field must be there.
#[utoipa::path(
    put, path = "/v1/balance/alert", tag = "balance", security(("secret_key" = [])), request_body = Request,
    responses((status = 200, body = BalanceAlert), Problems)
)]
pub async fn put(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Json(request): Json<Request>,
) -> Result<Json<BalanceAlert>, Problem> {
    Ok(Json(BalanceAlert { threshold: set(&app, caller.business_id, request.threshold).await? }))
}

/// Sets the threshold of a business, in cents; with `None` there is none.
///
/// # Errors
/// What is wrong with it.
pub async fn set(app: &App, business: BusinessId, threshold: Option<i64>) -> Result<Option<Cents>, Problem> {
    let fault = match threshold {
        Some(cents) if cents < 1 => Some(FieldFault::TooSmall(1)),
        Some(cents) if cents > MAX_MOVE_CENTS => Some(FieldFault::TooLarge(MAX_MOVE_CENTS)),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(Problem::fields(vec![fault.problem("threshold", None)]));
    }
    let threshold = threshold.map(Cents::new);
    app.transact(move |conn| business::set_low_balance_threshold(conn, business, threshold).boxed()).await?;
    Ok(threshold)
}
