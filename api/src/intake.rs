//! Accepts allocations: single ones, and batches.

pub mod batch;
pub mod fields;
pub mod single;
