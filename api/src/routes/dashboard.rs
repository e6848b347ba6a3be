//! `/dashboard`: the pages where merchants see and run their business in a browser. Each request needs [a member's
//! session](crate::auth::member).
//!
//! The dashboard offers what `/v1` offers to an API key, by calling the same functions. Every member may see
//! everything. Each action names the right that it needs ([`frame::permitted`]); a member's role decides which rights
//! the member has. The id of the object that an action changes is in the action's address, so that the record of
//! members' actions contains the id.

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
