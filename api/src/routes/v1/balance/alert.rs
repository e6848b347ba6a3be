//! `/v1/balance/alert`: the payout balance below which a business hears `balance.low`.

pub mod get;
pub mod put;

use domain::money::Cents;
use serde::Serialize;
use utoipa::ToSchema;

/// When `balance.low` is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceAlert {
    /// When the payout balance falls below this, in cents; null for never.
    #[schema(value_type = Option<i64>)]
    threshold: Option<Cents>,
}
