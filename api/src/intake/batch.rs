//! Batches: up to a million allocations, accepted as a whole or not at all, in bounded memory.
//!
//! A slow client never holds a transaction open. A batch is [received](receive) first: each item is read, checked and
//! written to a [spool], a file without a name, and every fault is noted. Only a batch without faults is then
//! [recorded](accept) in one transaction, at the speed of the database. For a dry run the client is [told](dry_run)
//! instead what would become of the batch.

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
