//! One API over several databases: whose a request is, what happens while one is away, and what operators see of all.

pub mod away;
pub mod found;
pub mod operators;
pub mod pages;
pub mod start;
