//! `/admin/queue`: the state of the queue.

pub mod get;
