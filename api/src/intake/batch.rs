//! Reward batches: up to a million allocations accepted whole or not at all, in bounded memory.
//!
//! A client's pace never holds a transaction open. A batch is [received](receive) first: item by item it is read,
//! checked and written to a [spool], a file without a name, while every bad item is noted. Only a batch without a fault
//! is then [recorded](accept), at the database's pace, in one transaction; or, when its client only asks,
//! [told](dry_run) what would become of it.

pub mod accept;
pub mod columns;
pub mod dry_run;
pub mod examine;
mod faults;
mod formats;
mod item_reader;
mod lines;
pub mod options;
pub mod receive;
pub mod recipients;
pub mod sender;
pub mod sink;
mod spool;
