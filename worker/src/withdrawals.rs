//! Paying out withdrawals: the source of orders under a lease ([`orders`]), the job that handles an order ([`desk`]),
//! and the providers that carry orders out ([`providers`]).

pub mod desk;
pub mod orders;
pub mod providers;
pub mod unserved;
