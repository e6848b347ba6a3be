//! `/v1/events`: the events of a business.

pub mod list;
