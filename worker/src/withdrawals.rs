//! Paying withdrawals out: a backend whose tasks are orders under a lease ([`orders`]), the desk that sees to an order
//! ([`desk`]), and the providers that carry orders out ([`providers`]).

pub mod desk;
pub mod orders;
pub mod providers;
pub mod unserved;
