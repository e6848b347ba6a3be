//! `/v1/balance`: the balances of a business, and the moves between them.

pub mod alert;
pub mod get;
pub mod moves;
pub mod top_up;
