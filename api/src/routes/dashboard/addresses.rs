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

/// Where a sign-in through a provider begins.
pub const PROVIDER: &str = "/dashboard/sign-in/provider";

/// Where the provider sends the browser back to.
pub const PROVIDER_CALLBACK: &str = "/dashboard/sign-in/callback";

/// Where the code of the second factor is shown after that.
pub const PROVIDER_CODE: &str = "/dashboard/sign-in/code";

/// Where somebody is invited.
pub const INVITE: &str = "/dashboard/members/invite";

/// Where an invitation is withdrawn.
pub const WITHDRAW_INVITATION: &str = "/dashboard/members/invitations/{id}/withdraw";

/// Where the link of an invitation is shown.
pub const INVITATION_LINK: &str = "/dashboard/members/invitations/{id}/link";

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

/// Where its secret is shown.
pub const SECOND_FACTOR_SECRET: &str = "/dashboard/account/second-factor/secret";

/// Where the second factor is ended.
pub const END_SECOND_FACTOR: &str = "/dashboard/account/second-factor/end";

/// Where sessions are ended: one of them, or all others.
pub const END_SESSIONS: &str = "/dashboard/account/sessions/end";

/// Where making an API key is.
pub const CREATE_API_KEY: &str = "/dashboard/api-keys/create";

/// Where rolling one is.
pub const ROLL_API_KEY: &str = "/dashboard/api-keys/{id}/roll";

/// Where revoking one is.
pub const REVOKE_API_KEY: &str = "/dashboard/api-keys/{id}/revoke";

/// Where one webhook endpoint is.
pub const WEBHOOK: &str = "/dashboard/webhooks/{id}";

/// Where making one is.
pub const CREATE_WEBHOOK: &str = "/dashboard/webhooks/create";

/// Where changing one is.
pub const CHANGE_WEBHOOK: &str = "/dashboard/webhooks/{id}/change";

/// Where deleting one is.
pub const DELETE_WEBHOOK: &str = "/dashboard/webhooks/{id}/delete";

/// Where a new secret of one is.
pub const ROTATE_SECRET: &str = "/dashboard/webhooks/{id}/rotate-secret";

/// Where sending one a sample is.
pub const TEST_WEBHOOK: &str = "/dashboard/webhooks/{id}/test";

/// Where sending one everything since a time is.
pub const REDELIVER_SINCE: &str = "/dashboard/webhooks/{id}/redeliver";

/// Where sending one an event again is.
pub const REDELIVER_EVENT: &str = "/dashboard/webhooks/{id}/events/{event}/redeliver";

/// Where the payout webhook is set.
pub const PAYOUT_WEBHOOK: &str = "/dashboard/webhooks/payout";

/// Where the recent events are.
pub const EVENTS: &str = "/dashboard/webhooks/events";

/// Where switching the payouts of the business is.
pub const SWITCH_PAYOUTS: &str = "/dashboard/settings/switch-payouts";

/// Where naming it is.
pub const RENAME: &str = "/dashboard/settings/rename";

/// Where its low-balance alert is set.
pub const SET_ALERT: &str = "/dashboard/settings/set-alert";

/// Where its allowed origins are set.
pub const SET_ORIGINS: &str = "/dashboard/settings/set-origins";

/// Where topping up from its main balance is.
pub const TOP_UP: &str = "/dashboard/settings/top-up";

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

/// Where it is set what payout users are shown.
pub const BRAND: &str = "/dashboard/settings/brand";

/// Where a logo is sent to.
pub const BRAND_LOGO: &str = "/dashboard/settings/brand/logo";

/// Where the logo is taken away.
pub const REMOVE_BRAND_LOGO: &str = "/dashboard/settings/brand/logo/remove";

/// Where the playground gets a key.
pub const PLAYGROUND: &str = "/dashboard/playground";
