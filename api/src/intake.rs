//! Accepting allocations: one at a time, or in batches.

pub mod batch;
pub mod fields;
pub mod single;
