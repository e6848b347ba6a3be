//! Where the pages and actions of the dashboard are: the table of routes and the links between them have the same words.

/// Where the home page is.
pub const HOME: &str = "/dashboard";

/// Where the batches are.
pub const BATCHES: &str = "/dashboard/batches";

/// Where a new batch is written down.
pub const NEW_BATCH: &str = "/dashboard/batches/new";

/// Where a file is checked.
pub const CHECK_BATCH: &str = "/dashboard/batches/check";

/// Where a file is paid.
pub const PAY_BATCH: &str = "/dashboard/batches/pay";

/// Where one batch is.
pub const BATCH: &str = "/dashboard/batches/{id}";

/// Where what moves of it is.
pub const BATCH_PROGRESS: &str = "/dashboard/batches/{id}/progress";

/// Where its file of results is.
pub const BATCH_RESULTS: &str = "/dashboard/batches/{id}/results.csv";

/// Where pausing it is.
pub const PAUSE_BATCH: &str = "/dashboard/batches/{id}/pause";

/// Where resuming it is.
pub const RESUME_BATCH: &str = "/dashboard/batches/{id}/resume";

/// Where cancelling it is.
pub const CANCEL_BATCH: &str = "/dashboard/batches/{id}/cancel";

/// Where trying again what failed of it is.
pub const RETRY_BATCH: &str = "/dashboard/batches/{id}/retry";

/// Where throttling it is.
pub const THROTTLE_BATCH: &str = "/dashboard/batches/{id}/throttle";

/// Where clearing its throttle is.
pub const UNTHROTTLE_BATCH: &str = "/dashboard/batches/{id}/throttle/clear";

/// Where the payments are.
pub const PAYMENTS: &str = "/dashboard/payments";

/// Where the payout users are.
pub const PAYOUT_USERS: &str = "/dashboard/payout-users";

/// Where the withdrawals are.
pub const WITHDRAWALS: &str = "/dashboard/withdrawals";

/// Where the transactions are.
pub const TRANSACTIONS: &str = "/dashboard/transactions";

/// Where the API keys are.
pub const API_KEYS: &str = "/dashboard/api-keys";

/// Where the webhook endpoints are.
pub const WEBHOOKS: &str = "/dashboard/webhooks";

/// Where the settings of the business are.
pub const SETTINGS: &str = "/dashboard/settings";

/// Where the members are.
pub const MEMBERS: &str = "/dashboard/members";

/// Where the audit is.
pub const AUDIT: &str = "/dashboard/audit";

/// Where the member's own account is.
pub const ACCOUNT: &str = "/dashboard/account";

/// Where signing out is.
pub const SIGN_OUT: &str = "/dashboard/sign-out";
