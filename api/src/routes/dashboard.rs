//! `/dashboard`: what merchants see and do in a browser, behind [a session](crate::auth::member) of a member.
//!
//! It gives what `/v1` gives a key, by the same functions. What a member may do depends on the role: each action names the
//! right that it takes ([`frame::permitted`]), and everything may be seen by all. An id that an action is about is in its
//! address, so the record of actions names it.

pub mod account;
pub mod addresses;
pub mod api_keys;
pub mod audit;
pub mod batches;
pub mod brand;
pub mod frame;
pub mod home;
pub mod join;
pub mod members;
pub mod playground;
pub mod questions;
pub mod settings;
pub mod sign_in;
pub mod sign_out;
pub mod webhooks;

pub mod filters;
pub mod payments;
pub mod payout_users;
pub mod transactions;
pub mod usage;
pub mod withdrawals;
