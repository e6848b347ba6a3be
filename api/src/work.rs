//! Work on the database on behalf of requests: never cut in half, and never answered with a guess.

pub mod transact;
pub mod unit_of_work;
