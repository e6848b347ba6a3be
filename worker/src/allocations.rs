//! Paying allocations: the source of claims ([`claims`]), and the job that applies a claim ([`apply`]).

pub mod apply;
pub mod claims;
