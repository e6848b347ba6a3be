//! Events and their delivery.

pub mod contents;
pub mod endpoints;
pub mod listening;
pub mod outbox;
pub mod payout_webhook;
pub mod relay;
pub mod ssrf;
