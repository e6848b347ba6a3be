//! The ledger: each movement of money is one row of `transfers`, from one account to another, and none is ever changed.
//!
//! It is written where money moves ([`crate::queue`], [`crate::withdrawal`], [`crate::business`]). Here it is read: by
//! its merchant, by its payout user, and as a whole, held against the laws that it must keep.

pub mod books;
pub mod days;
mod kind;
pub mod operation;
pub mod transaction;

pub use kind::{Kind, Place};
