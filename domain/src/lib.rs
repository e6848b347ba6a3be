//! What the business means, and the only SQL.
//!
//! Functions that touch the database take `&mut PgConnection` first, and `now` and new ids where they matter. They
//! never begin or commit a transaction (the caller owns it), never read a clock, and know nothing of HTTP.
//!
//! # Locks
//!
//! Locks are taken in one order, everywhere: ring row, business account, queue rows and ranges, payout users by e-mail.
//!
//! - A transaction that accepts work takes the batch's key and the references before all of these. A group of single
//!   requests takes references by business and reference.
//! - It takes its ring rows last, by business. Before them it shares the advisory locks of the businesses ([`ring`]). A
//!   claim tries the lock of its business, last of all, and waits for nothing after.
//! - A batch that is `all_or_nothing`, or that brings rates, takes the business account before its ring row. That is no
//!   inversion: a claim changes the ring row only with the account in hand, and nobody waits for a row that is merely
//!   locked.
//! - Steering begins with the business account ([`steering`]), withdrawals with their queue row ([`withdrawal`]).
//! - A request under an idempotency key of its own begins with that ([`idempotency`]).
//! - A secret's fingerprint comes last of all ([`secrets`]).

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
