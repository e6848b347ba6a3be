//! Database work on behalf of requests. It is never cut in half, and never answered with a guess.

pub mod kept;
pub mod transact;
pub mod unit_of_work;
