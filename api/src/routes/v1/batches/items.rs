//! `/v1/batches/{id}/items`: the results of the items of a batch.

pub mod list;
