//! Paying allocations: a backend whose tasks are claims ([`claims`]), and the job that carries a claim out ([`apply`]).

pub mod apply;
pub mod claims;
