//! The relay of the outbox: takes due deliveries, calls their endpoints, and records the results.
//!
//! [`Deliveries`] takes deliveries in a short transaction under a lease, and commits before anything is sent.
//! [`deliver()`] calls, and records the result. A relay that dies between the two loses nothing: when the leases end,
//! its deliveries are sent again, under the same ids. Run as many relays as you like.

mod call;
mod deliver;
mod deliveries;
mod resolve;
mod schedule;

pub use call::{Answer, CallFailed, Caller, Sending};
pub use deliver::{Relay, deliver};
pub use deliveries::{Deliveries, Delivering};
pub use resolve::{Lookup, NotPublic, PublicAddresses, system_lookup};
