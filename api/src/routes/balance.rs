//! `/balance`: of the `/payout` family, under an address of its own.

pub mod get;
