//! The relay of the outbox: takes due deliveries, calls their endpoints, and writes down what came of it.
//!
//! [`Deliveries`] takes from the outbox's own tables, in a short transaction (a lease: what is taken is due again, for whoever
//! comes, when it ends) and commits before anything is sent; [`deliver()`] calls and settles. A relay that dies between the two
//! loses nothing: its deliveries are sent again, under the same ids. Run as many as you like.

mod call;
mod deliver;
mod deliveries;
mod resolve;
mod schedule;

pub use call::{Answer, CallFailed, Caller, Sending};
pub use deliver::{Relay, deliver};
pub use deliveries::{Deliveries, Delivering};
pub use resolve::{Lookup, NotPublic, PublicAddresses, system_lookup};
