//! `/payout/balance`: what a payout user holds.

pub mod get;
