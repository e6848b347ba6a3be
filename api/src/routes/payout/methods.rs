//! `/payout/methods`: the methods by which a payout user can withdraw.

pub mod list;
