//! Claims, applies and delivers. The only crate that names apalis, and the only one that calls out.
//!
//! A worker process runs a few apalis workers, each over a [`claims::Claims`] backend of its own; a task is a claim, an
//! open transaction with the jobs it has taken, and [`apply_claim`] carries it out. One more apalis worker is the relay of the
//! outbox ([`webhooks`]). One of the processes is the leader: it sweeps and samples ([`leader`]) and verifies ([`checks`]).
//!
//! Beside them runs an apalis worker for each provider, over an [`orders::Orders`] backend: a task is a withdrawal under a
//! committed lease, and [`withdraw`] asks its provider and records the answer.

pub mod apply_claim;
pub mod checks;
pub mod claims;
pub mod config;
pub mod leader;
pub mod metrics;
pub mod ops;
pub mod orders;
pub mod providers;
pub mod restore;
pub mod retention;
mod retry;
pub mod run;
pub mod session;
pub mod webhooks;
pub mod withdraw;
pub mod withdraw_metrics;
