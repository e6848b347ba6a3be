//! The worker: pays allocations, and sends withdrawals, webhooks and mails. It is the only crate that uses apalis, and
//! the only one that calls other services.
//!
//! A worker process ([`run`]) runs several apalis workers, each on its own backend ([`backend`]):
//! - [`allocations`] pays allocations. A task is a claim: an open transaction and the jobs that it has taken.
//! - [`withdrawals`] has one worker for each provider. A task is an order under a committed lease.
//! - [`webhooks`] is the relay of the outbox. A task is a delivery under a committed lease.
//! - [`mails`] sends mails if an SMTP server is configured. A task is a mail under a committed lease.
//! - [`sign_ins`] completes sign-ins through an OpenID Connect provider. A task is a sign-in whose code is exchanged
//!   once.
//!
//! One process is the [`leader`]: it sweeps the queue, samples gauges and checks the books. After a restore,
//! [`restore`] asks the providers what they have paid.

pub mod allocations;
pub mod backend;
pub mod config;
mod elsewhere;
pub mod leader;
pub mod mails;
pub mod metrics;
pub mod ops;
pub mod restore;
mod retry;
pub mod run;
pub mod session;
pub mod sign_ins;
pub mod webhooks;
pub mod withdrawals;
