//! `/admin/audit`: what was steered.

pub mod list;
