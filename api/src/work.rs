//! Database work for requests. A client that disconnects never interrupts it halfway, and its outcome is never guessed.

pub mod kept;
pub mod transact;
pub mod unit_of_work;
