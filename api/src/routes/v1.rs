//! The API of businesses: `/v1`.

pub mod allocations;
pub mod allowed_origins;
pub mod api_keys;
pub mod balance;
pub mod batches;
pub mod brand;
pub mod events;
pub mod payout_users;
pub mod payout_webhook;
pub mod transactions;
pub mod usage;
pub mod webhooks;
pub mod withdrawals;
