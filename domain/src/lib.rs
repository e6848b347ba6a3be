//! The domain model of payout, and all of its SQL.
//!
//! Functions that touch the database take `&mut PgConnection` first, then `now` and new ids where they need them. They
//! never begin or commit a transaction: the caller owns it. They never read a clock, and they do not know HTTP.
//!
//! # Locks
//!
//! All code takes locks in one order: ring row, business account, queue rows and ranges, payout users by e-mail.
//!
//! - A transaction that accepts work takes the batch's key and the references before all of these. A group of single
//!   requests takes its references ordered by business and reference.
//! - Such a transaction takes its ring rows last, ordered by business. Before the ring rows it takes the advisory locks
//!   of the businesses in shared mode ([`ring`]). A claim tries the advisory lock of its business last of all, and
//!   waits for nothing afterwards.
//! - A batch that is `all_or_nothing`, or that sets rates, takes the business account before its ring row. This cannot
//!   deadlock: a claim changes the ring row only while it holds the account, and no transaction waits for a ring row
//!   that is only locked.
//! - Steering begins with the business account ([`steering`]), a withdrawal with its queue row ([`withdrawal`]).
//! - A request under an idempotency key of its own begins with that key ([`idempotency`]).
//! - The fingerprint of a secret comes last of all ([`secrets`]).

pub mod ahead;
pub mod allocation;
pub mod batch;
pub mod bench;
pub mod business;
pub mod cell;
pub mod clock;
pub mod email;
pub mod event;
pub mod held;
pub mod idempotency;
pub mod ids;
pub mod ledger;
pub mod member;
pub mod metadata;
pub mod money;
pub mod oidc;
pub mod outgoing;
pub mod payout_user;
pub mod platform;
pub mod queue;
pub mod reference;
pub mod relocation;
pub mod restore;
pub mod ring;
pub mod secrets;
pub mod steering;
pub mod throttle;
pub mod traces;
pub mod usage;
pub mod watch;
pub mod webhook;
pub mod withdrawal;
