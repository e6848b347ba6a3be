//! `/v1/batches/{id}/throttle`: limits how fast a batch is paid.

pub mod clear;
pub mod set;
