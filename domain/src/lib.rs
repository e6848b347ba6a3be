//! What the business means, and the only SQL.
//!
//! Functions that touch the database take `&mut PgConnection` first, and `now` and new ids where they matter. They
//! never begin or commit a transaction (the caller owns it), never read a clock, and know nothing of HTTP.
//!
//! Locks are taken in one order, everywhere: ring row, business account, queue rows and ranges, payout users by e-mail. Batches
//! and idempotency references come before all of them, in the transaction that accepts: of a group of single requests by
//! business and reference, and its ring rows, last, by business. A batch that is paid whole takes the business account just
//! before its ring row: claims change that row only with the account in hand, and nobody waits for a row that is merely
//! locked. Before its ring rows, whoever accepts shares the advisory locks of their businesses ([`queue`]); a claim tries
//! its business's, last, and waits for nothing after. Steering begins with the business account ([`steering`]), withdrawals
//! with their queue row ([`withdrawal`]). What is asked for under a key of its own begins with that ([`idempotency`]). A
//! secret's fingerprint comes last of all ([`secrets`]).

pub mod ahead;
pub mod allocation;
pub mod batch;
pub mod bench;
pub mod business;
pub mod clock;
pub mod email;
pub mod event;
pub mod held;
pub mod idempotency;
pub mod ids;
pub mod ledger;
pub mod metadata;
pub mod money;
pub mod outgoing;
pub mod payout_user;
pub mod platform;
pub mod queue;
pub mod reference;
pub mod restore;
pub mod ring;
pub mod secrets;
pub mod steering;
pub mod throttle;
pub mod traces;
pub mod watch;
pub mod webhook;
pub mod withdrawal;
