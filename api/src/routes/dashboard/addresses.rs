//! Where the pages and actions of the dashboard are: the table of routes and the links between them have the same words.

/// Where the home page is.
pub const HOME: &str = "/dashboard";

/// Where the batches are.
pub const BATCHES: &str = "/dashboard/batches";

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

/// Where one payment is.
pub const PAYMENT: &str = "/dashboard/payments/{id}";

/// Where one is paid.
pub const PAY: &str = "/dashboard/payments/pay";

/// Where one payout user is.
pub const PAYOUT_USER: &str = "/dashboard/payout-users/{id}";

/// Where it is activated.
pub const ACTIVATE_USER: &str = "/dashboard/payout-users/{id}/activate";

/// Where it is deactivated.
pub const DEACTIVATE_USER: &str = "/dashboard/payout-users/{id}/deactivate";

/// Where the end of its hash is set.
pub const USER_EXPIRY: &str = "/dashboard/payout-users/{id}/expiry";

/// Where it gets another hash.
pub const ROTATE_HASH: &str = "/dashboard/payout-users/{id}/rotate-hash";

/// Where one withdrawal is.
pub const WITHDRAWAL: &str = "/dashboard/withdrawals/{id}";

/// Where it is approved.
pub const APPROVE: &str = "/dashboard/withdrawals/{id}/approve";

/// Where it is rejected.
pub const REJECT: &str = "/dashboard/withdrawals/{id}/reject";

/// Where the transactions are as a file.
pub const TRANSACTIONS_CSV: &str = "/dashboard/transactions.csv";
