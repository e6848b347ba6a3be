//! `/admin/queue`: how the queue stands.

pub mod get;
