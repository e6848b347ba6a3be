//! The worker: claims, applies and delivers. The only crate that names apalis, and the only one that calls out.
//!
//! A worker process ([`run`]) runs a few apalis workers, each over a backend of its own ([`backend`]):
//! - [`allocations`]: a task is a claim, an open transaction with the jobs that it has taken.
//! - [`withdrawals`]: one worker for each provider. A task is an order under a committed lease.
//! - [`webhooks`]: the relay of the outbox. A task is a delivery under a committed lease.
//! - [`mails`]: a task is a mail under a committed lease, if there is an SMTP server.
//! - [`sign_ins`]: sign-ins through a provider. A task is one whose code is exchanged once.
//!
//! One of the processes is the leader: it sweeps, samples and verifies ([`leader`]). After a restore the providers are
//! asked for what they know ([`restore`]).

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
