//! Pages, in a real browser: what people do there, what a browser asks for and complains of, and whether everybody can use them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod browser;
mod console;
mod console_access;
mod console_work;
mod cross_origin;
mod dashboard;
mod dashboard_members;
mod dashboard_sign_in;
mod dashboard_usage;
mod docs;
mod forms;
mod guides;
mod owner;
mod pay;
mod seen;
