//! The metrics of requests.

pub mod duration;
pub mod groups;
pub mod requests;
