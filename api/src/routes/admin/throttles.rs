//! `/admin/throttles`: how fast allocations are paid.

pub mod clear;
pub mod list;
pub mod set;
