//! Withdrawals: every state, the providers that carry them out, and destinations that are refused.

pub mod callbacks;
pub mod destinations;
pub mod endings;
pub mod lifecycle;
pub mod providers;
pub mod unserved;
