//! The relay of the outbox: takes due deliveries, calls their endpoints, and records the results.
//!
//! [`Deliveries`] takes deliveries under a lease, in a short transaction that commits before anything is sent.
//! [`deliver()`] calls the endpoint and records the result. A relay that dies in between loses nothing: when its leases
//! end, the deliveries are sent again, under the same event ids. Any number of relays may run.

mod call;
mod deliver;
mod deliveries;
mod resolve;
mod schedule;

pub use call::{Answer, CallFailed, Caller, Sending};
pub use deliver::{Relay, deliver};
pub use deliveries::{Deliveries, Delivering};
pub use resolve::{Lookup, NotPublic, PublicAddresses, system_lookup};
