//! The behaviour tests, by subject. The head of each file says what it shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod cells;
mod contract;
mod faults;
mod intake;
mod mails;
mod programs;
mod queue;
mod steering;
mod webhooks;
mod withdrawals;
