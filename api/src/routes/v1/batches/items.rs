//! `/v1/batches/{id}/items`: what became of each item of a batch.

pub mod list;
