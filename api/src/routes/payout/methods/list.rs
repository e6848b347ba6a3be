//! GET /payout/methods: the methods by which a payout user can withdraw.

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

/// The methods that are switched on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutMethods)]
pub struct Methods {
    /// Always `USD`.
    currency: &'static str,
    /// The methods. A withdrawal names one of them as its `provider`.
    methods: Vec<Offered>,
}

/// A method and its terms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutMethod)]
pub struct Offered {
    /// `paypal`, `crypto` or `gift_card`
    provider: &'static str,
    /// The minimum amount, in cents.
    min: i64,
    /// The maximum amount, in cents.
    max: i64,
    /// The fees that are deducted from the amount.
    fees: Fees,
    /// The fields that `destination` requires.
    destination: &'static [&'static str],
    /// The values that `chain` and `currency` of the destination may have. Only present for `crypto`.
    #[serde(skip_serializing_if = "Option::is_none")]
    chains: Option<Vec<ChainOffered>>,
}

/// The fees of a withdrawal: a fixed part and a share of the amount, which is rounded half up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutFees)]
pub struct Fees {
    /// The fixed part, in cents.
    fixed: i64,
    /// The share, in hundredths of a percent of the amount.
    basis_points: u32,
}

/// A blockchain on which money can be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutChain)]
pub struct ChainOffered {
    /// `bitcoin`, `ethereum` or `tron`
    chain: &'static str,
    /// The currencies that can be sent on it.
    currencies: &'static [&'static str],
}

/// Lists the withdrawal methods that are switched on.
///
/// Each method has its limits, its fees, and the fields that its destination requires. Use its name as the `provider`
/// of a withdrawal. For `crypto`, `chains` lists the blockchains and their currencies.
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
