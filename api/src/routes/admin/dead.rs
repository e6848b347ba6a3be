//! `/admin/dead`: allocations whose attempts are used up.

pub mod list;
pub mod retry;
