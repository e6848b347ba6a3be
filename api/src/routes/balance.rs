//! `/balance`: an endpoint of the `/payout` family at an address of its own.

pub mod get;
