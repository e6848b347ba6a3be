//! `/v1/webhooks/{id}/deliveries`: the deliveries to an endpoint.

pub mod list;
