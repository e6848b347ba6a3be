//! `/admin/dead`: dead letters, which are allocations that have used up their attempts.

pub mod list;
pub mod retry;
