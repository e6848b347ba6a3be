//! The ledger. Each movement of money is one row of `transfers`, from one account to another. Rows never change.
//!
//! Rows are written where money moves ([`crate::queue`], [`crate::withdrawal`], [`crate::business`]). This module reads
//! them: for merchants, for payout users, and to check the laws of the books.

pub mod books;
pub mod days;
mod kind;
pub mod operation;
pub mod transaction;

pub use kind::{Kind, Place};
