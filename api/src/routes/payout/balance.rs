//! `/payout/balance`: a payout user's balance.

pub mod get;
