//! HTTP in, domain out: the service that accepts.

pub mod batches;
pub mod edge;
pub mod extract;
pub mod http_metrics;
pub mod page;
pub mod panic_shield;
pub mod problem;
pub mod refusal;
pub mod request_id;
pub mod seed_error;
pub mod serve;
pub mod state;
pub mod transact;
pub mod unit_of_work;
