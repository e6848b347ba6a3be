//! `/console`: what operators see and do in a browser, on their own listener, behind [a session](crate::auth::console).
//!
//! It gives the commands that `/admin` takes, by the same functions and as the same operator. Whatever changes something says
//! first what it is about, as a dry run counts it, and its form has a key of its own: sent twice, it is done once.

pub mod addresses;
pub mod audit;
pub mod books;
pub mod businesses;
pub mod cells;
pub mod frame;
pub mod orders;
pub mod overview;
pub mod own_cell;
pub mod parked;
pub mod pauses;
pub mod sign_in;
pub mod sign_out;
pub mod system;
pub mod throttles;
pub mod withdrawals;
