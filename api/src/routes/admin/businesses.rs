//! `/admin/businesses`: the businesses of this installation.

pub mod create;
pub mod fund;
pub mod get;
pub mod list;
pub mod update;

use chrono::{DateTime, Utc};
use domain::business;
use domain::ids::BusinessId;
use domain::money::Cents;
use serde::Serialize;
use utoipa::ToSchema;

/// A business as operators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Business)]
pub struct Business {
    /// The business's id, `biz_…`.
    #[schema(value_type = String)]
    id: BusinessId,
    /// The name.
    name: String,
    /// `live` or `test`.
    mode: &'static str,
    /// Whether payouts are switched on.
    payouts_enabled: bool,
    /// How many claims long a turn of the business is, 1 to 20.
    weight: i16,
    /// The main balance, in cents.
    #[schema(value_type = i64)]
    balance: Cents,
    /// The balance that allocations are paid from, in cents.
    #[schema(value_type = i64)]
    payout_balance: Cents,
    /// The amount that all_or_nothing batches have set aside, in cents.
    #[schema(value_type = i64)]
    reserved: Cents,
    /// When the business was created.
    created_at: DateTime<Utc>,
}

impl From<business::Business> for Business {
    fn from(of: business::Business) -> Self {
        Self {
            id: of.id,
            name: of.name,
            mode: of.mode.as_str(),
            payouts_enabled: of.payouts_enabled,
            weight: of.weight,
            balance: of.balances.balance,
            payout_balance: of.balances.payout_balance,
            reserved: of.balances.reserve,
            created_at: of.created_at,
        }
    }
}
