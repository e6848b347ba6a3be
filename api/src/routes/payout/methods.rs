//! `/payout/methods`: the ways out for a payout user's money.

pub mod list;
