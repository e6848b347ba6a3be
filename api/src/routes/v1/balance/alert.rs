//! `/v1/balance/alert`: the payout balance below which a business receives `balance.low`.

pub mod get;
pub mod put;

use domain::money::Cents;
use serde::Serialize;
use utoipa::ToSchema;

/// When `balance.low` is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceAlert {
    /// The payout balance below which the event is sent, in cents. Null if it is never sent.
    #[schema(value_type = Option<i64>)]
    threshold: Option<Cents>,
}
