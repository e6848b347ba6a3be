//! Reward batches.

mod faults;
mod formats;
mod item;
mod sink;
mod spool;
