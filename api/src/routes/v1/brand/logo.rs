//! `/v1/brand/logo`: the logo that payout users see.

pub mod delete;
pub mod put;
