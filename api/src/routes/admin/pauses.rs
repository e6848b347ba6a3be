//! `/admin/pauses`: the pauses in force.

pub mod list;
