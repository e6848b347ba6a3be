//! `/v1/balance`: what a business has, and its moves between the two balances.

pub mod alert;
pub mod get;
pub mod moves;
pub mod top_up;
