//! `/admin/pauses`: what is paused.

pub mod list;
