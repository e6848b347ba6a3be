//! Behaviour, by what it is about. Each file's head says what it shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod append_only;
mod applying;
mod backpressure;
mod batches;
mod chaos;
mod commit_cut;
mod contract;
mod contract_refusals;
mod crashes;
mod destinations;
mod dev;
mod dry_run;
mod grouping;
mod hang_up;
mod hash_access;
mod hash_rotation;
mod history;
mod idle;
mod leading;
mod lies;
mod names;
mod outage;
mod outbox;
mod payout_webhook;
mod plans;
mod poison;
mod providers;
mod races;
mod rates;
mod relay;
mod reserve;
mod scenario;
mod settings;
mod ssrf;
mod steering;
mod steering_cli;
mod steering_http;
mod tenants;
mod throttles;
mod turns;
mod webhooks;
mod withdrawal_ends;
mod withdrawals;
mod young_database;
