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

/// Where the usage of the API is.
pub const USAGE: &str = "/dashboard/usage";

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

/// Where an invitation is accepted.
pub const JOIN: &str = "/dashboard/join";

/// Where somebody is invited.
pub const INVITE: &str = "/dashboard/members/invite";

/// Where an invitation is withdrawn.
pub const WITHDRAW_INVITATION: &str = "/dashboard/members/invitations/{id}/withdraw";

/// Where a member gets another role.
pub const CHANGE_ROLE: &str = "/dashboard/members/{id}/role";

/// Where a member is removed.
pub const REMOVE_MEMBER: &str = "/dashboard/members/{id}/remove";

/// Where the session is told which business to act for.
pub const SWITCH_BUSINESS: &str = "/dashboard/account/business";

/// Where the password is changed.
pub const CHANGE_PASSWORD: &str = "/dashboard/account/password";

/// Where a second factor is set up.
pub const SECOND_FACTOR: &str = "/dashboard/account/second-factor";

/// Where the second factor is ended.
pub const END_SECOND_FACTOR: &str = "/dashboard/account/second-factor/end";

/// Where sessions are ended: one of them, or all others.
pub const END_SESSIONS: &str = "/dashboard/account/sessions/end";
