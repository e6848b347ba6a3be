//! Paying withdrawals out: a backend whose tasks are orders under a lease ([`orders`]), the desk that sees to them ([`desk`]),
//! and those who carry them out ([`providers`]).

pub mod desk;
pub mod orders;
pub mod providers;
pub mod unserved;
