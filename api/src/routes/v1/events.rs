//! `/v1/events`: what happened to a business's money.

pub mod list;
