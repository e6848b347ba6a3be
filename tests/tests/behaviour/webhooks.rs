//! Events and their delivery.

pub mod endpoints;
pub mod listening;
pub mod outbox;
pub mod payout_webhook;
pub mod relay;
pub mod ssrf;
pub mod told;
