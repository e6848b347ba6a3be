//! `/v1/brand/logo`: the logo that payout users are shown.

pub mod delete;
pub mod put;
