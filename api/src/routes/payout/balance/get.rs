//! GET /payout/balance: a payout user's balance.

use axum::extract::State;
use domain::business::Mode;
use domain::money::Cents;
use domain::withdrawal::Method;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::PayoutUser;
use crate::http::answers::HashErrors;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;
use crate::routes::payout::CURRENCY;
use crate::routes::payout::withdrawals::mode_of;

/// A payout user's balance.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutBalance)]
pub struct Body {
    /// The balance, in cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// Always `USD`.
    currency: &'static str,
    /// The smallest amount that any method pays out, in cents. Present only if the balance is below it, so that nothing
    /// can be withdrawn yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_withdrawal: Option<i64>,
}

/// Returns the balance of a payout user.
///
/// The balance is in cents, and can be withdrawn. The amount of a withdrawal leaves the balance when the withdrawal is
/// created.
#[utoipa::path(
    get, path = "/payout/balance", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])),
    responses((status = 200, body = Body), HashErrors)
)]
pub async fn get(State(app): State<App>, PayoutUser(holder): PayoutUser) -> Result<Json<Body>, Refusal> {
    let balance = holder.user.balance;
    let least = |mode| {
        let offered = Method::ALL.into_iter().filter_map(|method| app.methods.offer(mode, method));
        offered.map(|offer| offer.terms.min).min().filter(|least| balance.get() < *least)
    };
    // If the balance is enough in both modes, the mode need not be looked up.
    let smallest_withdrawal = if [Mode::Test, Mode::Live].into_iter().any(|mode| least(mode).is_some()) {
        least(mode_of(&app, holder.business_id).await?)
    } else {
        None
    };
    Ok(Json(Body { balance, currency: CURRENCY, smallest_withdrawal }))
}
