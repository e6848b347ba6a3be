//! `/v1/batches/{id}/results.csv`: the same as a file.

pub mod get;
