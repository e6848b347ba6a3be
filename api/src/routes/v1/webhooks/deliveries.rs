//! `/v1/webhooks/{id}/deliveries`: what an endpoint was sent.

pub mod list;
