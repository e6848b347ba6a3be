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

/// When to send `balance.low`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BalanceAlertRequest)]
pub struct Request {
    /// The payout balance below which to send the event, in cents. Null to never send it.
    // `Option::deserialize` makes the field required: if it could be left out, a misunderstanding would switch the
    // alert off.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_000_i64, required)]
    threshold: Option<i64>,
}

/// Sets the payout balance below which `balance.low` is sent.
///
/// The event is sent once each time the payout balance falls below the threshold: by an allocation, by the amount that
/// an all_or_nothing batch sets aside, or by a funding that is taken back. Null switches it off. The field is required.
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

/// Sets the threshold of a business, in cents. `None` removes it.
///
/// # Errors
/// The problem of the threshold.
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
