//! HTTP: reads requests, writes responses, and holds the layers around every route.

pub mod addresses;
pub mod answers;
pub mod description;
pub mod edge;
pub mod extract;
pub mod family;
pub mod html;
pub mod metrics;
pub mod page;
pub mod panic_shield;
pub mod payout_error;
pub mod peer;
pub mod problem;
pub mod refusal;
pub mod request_id;
pub mod serve;
