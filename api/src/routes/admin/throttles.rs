//! `/admin/throttles`: the throttles, which limit how fast allocations are paid.

pub mod clear;
pub mod list;
pub mod set;
