//! GET /payout/balance: what a payout user holds.

use domain::money::Cents;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::PayoutUser;
use crate::extract::Json;
use crate::openapi::HashErrors;

/// The one currency there is.
pub const CURRENCY: &str = "USD";

/// What a payout user holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutBalance)]
pub struct Body {
    /// Cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// `USD`
    currency: &'static str,
}

/// The balance of the payout user whose hash is shown.
#[utoipa::path(
    get, path = "/payout/balance", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])),
    responses((status = 200, body = Body), HashErrors)
)]
pub async fn balance(PayoutUser(holder): PayoutUser) -> Json<Body> {
    Json(Body { balance: holder.user.balance, currency: CURRENCY })
}
