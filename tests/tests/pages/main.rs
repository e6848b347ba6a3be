//! The pages in a real browser: what people do there, what the browser requests and complains about, and whether the
//! pages are accessible.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking, its helpers too")]

mod brand;
mod browser;
mod checks;
mod console;
mod console_access;
mod console_messages;
mod console_tasks;
mod cross_origin;
mod dashboard;
mod dashboard_batches;
mod dashboard_batches_access;
mod dashboard_brand;
mod dashboard_home;
mod dashboard_keys;
mod dashboard_mails;
mod dashboard_members;
mod dashboard_money;
mod dashboard_payments;
mod dashboard_permissions;
mod dashboard_settings;
mod dashboard_settings_access;
mod dashboard_sign_in;
mod dashboard_sign_in_limits;
mod dashboard_spreadsheet;
mod dashboard_transactions;
mod dashboard_usage;
mod dashboard_users;
mod dashboard_walkthrough;
mod dashboard_webhooks;
mod dashboard_withdrawals;
mod docs;
mod forms;
mod guides;
mod owner;
mod pay;
mod playground;
mod sign_in_provider;
mod sign_in_provider_console;
mod sign_in_provider_flood;
mod sign_in_provider_resets;
