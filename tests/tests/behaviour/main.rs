//! Behaviour, by what it is about. Each file's head says what it shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod append_only;
mod applying;
mod backpressure;
mod batches;
mod chaos;
mod commit_cut;
mod contract;
mod crashes;
mod dev;
mod dry_run;
mod grouping;
mod hang_up;
mod hash_access;
mod outage;
mod outbox;
mod plans;
mod poison;
mod providers;
mod races;
mod rates;
mod reserve;
mod settings;
mod ssrf;
mod steering;
mod tenants;
mod throttles;
mod turns;
mod webhooks;
mod withdrawals;
