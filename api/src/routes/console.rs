//! `/console`: the pages where operators see and run the service in a browser, on the operators' own listener. Each
//! request needs [a session](crate::auth::console).
//!
//! The console offers the commands of `/admin`, by calling the same functions as the same operator. Before a steering
//! command changes something, a page shows how much it affects, counted by a dry run. A form has an idempotency key if
//! carrying it out twice would differ from once, so a form that is sent twice is carried out once.

pub mod addresses;
pub mod audit;
pub mod books;
pub mod businesses;
pub mod cells;
pub mod commands;
pub mod frame;
pub mod overview;
pub mod own_cell;
pub mod parked;
pub mod pauses;
pub mod sign_in;
pub mod sign_out;
pub mod system;
pub mod throttles;
pub mod withdrawals;
