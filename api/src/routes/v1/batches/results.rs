//! `/v1/batches/{id}/results.csv`: the items of a batch as a file.

pub mod get;
