//! The pages in a real browser: what people do there, what the browser requests and complains about, and whether the
//! pages are accessible.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod brand;
mod browser;
mod console;
mod console_access;
mod console_told;
mod console_work;
mod cross_origin;
mod dashboard;
mod dashboard_batches;
mod dashboard_batches_access;
mod dashboard_brand;
mod dashboard_desk;
mod dashboard_home;
mod dashboard_keys;
mod dashboard_mails;
mod dashboard_matrix;
mod dashboard_members;
mod dashboard_money;
mod dashboard_networks;
mod dashboard_payments;
mod dashboard_settings;
mod dashboard_settings_access;
mod dashboard_sign_in;
mod dashboard_spreadsheet;
mod dashboard_story;
mod dashboard_transactions;
mod dashboard_usage;
mod dashboard_users;
mod dashboard_webhooks;
mod docs;
mod forms;
mod guides;
mod owner;
mod pay;
mod playground;
mod seen;
mod sign_in_provider;
mod sign_in_provider_console;
mod sign_in_provider_ends;
mod sign_in_provider_flood;
