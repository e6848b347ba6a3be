//! GET /payout/methods: how a payout user can take its money out.

use axum::extract::State;
use domain::withdrawal::address::Chain;
use domain::withdrawal::terms::Terms;
use domain::withdrawal::{Method, destination};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::PayoutUser;
use crate::http::answers::HashErrors;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;
use crate::routes::payout::CURRENCY;
use crate::routes::payout::withdrawals::mode_of;

/// What is switched on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutMethods)]
pub struct Methods {
    /// `USD`
    currency: &'static str,
    /// What may be named as `provider` of a withdrawal.
    methods: Vec<Offered>,
}

/// A method on its terms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutMethod)]
pub struct Offered {
    /// `paypal`, `crypto` or `gift_card`
    provider: &'static str,
    /// The least amount, in cents.
    min: i64,
    /// The greatest amount, in cents.
    max: i64,
    /// What is kept of an amount.
    fees: Fees,
    /// The fields that `destination` needs.
    destination: &'static [&'static str],
    /// What `chain` and `currency` of the destination may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    chains: Option<Vec<ChainOffered>>,
}

/// Fees: the fixed part, and the share, rounded half up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutFees)]
pub struct Fees {
    /// Cents.
    fixed: i64,
    /// Hundredths of a percent of the amount.
    basis_points: u32,
}

/// A chain that money is sent on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutChain)]
pub struct ChainOffered {
    /// `bitcoin`, `ethereum` or `tron`
    chain: &'static str,
    /// The currencies that are sent on it.
    currencies: &'static [&'static str],
}

/// The methods that are switched on, with their limits, fees and the destination fields each needs.
///
/// What is named here can be the `provider` of a withdrawal; `chains` says which chains and currencies crypto has.
#[utoipa::path(
    get, path = "/payout/methods", tag = "payout users themselves",
    security(("payout_hash" = []), ("payout_hash_in_query" = [])),
    responses((status = 200, body = Methods), HashErrors)
)]
pub async fn list(State(app): State<App>, PayoutUser(holder): PayoutUser) -> Result<Json<Methods>, Refusal> {
    let mode = mode_of(&app, holder.business_id).await?;
    let methods = Method::ALL
        .into_iter()
        .filter_map(|method| Some(Offered::new(method, app.methods.offer(mode, method)?.terms)))
        .collect();
    Ok(Json(Methods { currency: CURRENCY, methods }))
}

impl Offered {
    fn new(method: Method, terms: Terms) -> Self {
        let chain = |chain: Chain| ChainOffered { chain: chain.as_str(), currencies: chain.currencies() };
        Self {
            provider: method.as_str(),
            min: terms.min,
            max: terms.max,
            fees: Fees { fixed: terms.fee_fixed, basis_points: terms.fee_basis_points },
            destination: destination::fields(method),
            chains: (method == Method::Crypto).then(|| Chain::ALL.into_iter().map(chain).collect()),
        }
    }
}
