//! The addresses of the dashboard's pages and actions. The table of routes and the links between pages share these
//! constants.

/// The home page.
pub const HOME: &str = "/dashboard";

/// The list of batches.
pub const BATCHES: &str = "/dashboard/batches";

/// The form for a new batch.
pub const NEW_BATCH: &str = "/dashboard/batches/new";

/// Checks a file.
pub const CHECK_BATCH: &str = "/dashboard/batches/check";

/// Pays a file.
pub const PAY_BATCH: &str = "/dashboard/batches/pay";

/// One batch.
pub const BATCH: &str = "/dashboard/batches/{id}";

/// The part of a batch's page that a script refreshes.
pub const BATCH_PROGRESS: &str = "/dashboard/batches/{id}/progress";

/// The results of a batch, as a file.
pub const BATCH_RESULTS: &str = "/dashboard/batches/{id}/results.csv";

/// Pauses a batch.
pub const PAUSE_BATCH: &str = "/dashboard/batches/{id}/pause";

/// Resumes a batch.
pub const RESUME_BATCH: &str = "/dashboard/batches/{id}/resume";

/// Cancels a batch.
pub const CANCEL_BATCH: &str = "/dashboard/batches/{id}/cancel";

/// Retries the failed items of a batch.
pub const RETRY_BATCH: &str = "/dashboard/batches/{id}/retry";

/// Throttles a batch.
pub const THROTTLE_BATCH: &str = "/dashboard/batches/{id}/throttle";

/// Clears the throttle of a batch.
pub const UNTHROTTLE_BATCH: &str = "/dashboard/batches/{id}/throttle/clear";

/// The list of payments.
pub const PAYMENTS: &str = "/dashboard/payments";

/// The list of payout users.
pub const PAYOUT_USERS: &str = "/dashboard/payout-users";

/// The list of withdrawals.
pub const WITHDRAWALS: &str = "/dashboard/withdrawals";

/// The list of transactions.
pub const TRANSACTIONS: &str = "/dashboard/transactions";

/// The list of API keys.
pub const API_KEYS: &str = "/dashboard/api-keys";

/// The list of webhook endpoints.
pub const WEBHOOKS: &str = "/dashboard/webhooks";

/// The usage of the API.
pub const USAGE: &str = "/dashboard/usage";

/// The settings of the business.
pub const SETTINGS: &str = "/dashboard/settings";

/// The list of members.
pub const MEMBERS: &str = "/dashboard/members";

/// The audit log.
pub const AUDIT: &str = "/dashboard/audit";

/// The member's own account.
pub const ACCOUNT: &str = "/dashboard/account";

/// Signs the member out.
pub const SIGN_OUT: &str = "/dashboard/sign-out";

/// Accepts an invitation.
pub const JOIN: &str = "/dashboard/join";

/// Begins a sign-in at a provider.
pub const PROVIDER: &str = "/dashboard/sign-in/provider";

/// The address to which the provider sends the browser back.
pub const PROVIDER_CALLBACK: &str = "/dashboard/sign-in/callback";

/// Asks for the code of the second factor, after a sign-in at a provider.
pub const PROVIDER_CODE: &str = "/dashboard/sign-in/code";

/// Invites a person.
pub const INVITE: &str = "/dashboard/members/invite";

/// Withdraws an invitation.
pub const WITHDRAW_INVITATION: &str = "/dashboard/members/invitations/{id}/withdraw";

/// Shows the link of an invitation.
pub const INVITATION_LINK: &str = "/dashboard/members/invitations/{id}/link";

/// Changes a member's role.
pub const CHANGE_ROLE: &str = "/dashboard/members/{id}/role";

/// Removes a member.
pub const REMOVE_MEMBER: &str = "/dashboard/members/{id}/remove";

/// Switches the session to another business.
pub const SWITCH_BUSINESS: &str = "/dashboard/account/business";

/// Changes the member's password.
pub const CHANGE_PASSWORD: &str = "/dashboard/account/password";

/// Sets up a second factor.
pub const SECOND_FACTOR: &str = "/dashboard/account/second-factor";

/// Shows the secret of the second factor.
pub const SECOND_FACTOR_SECRET: &str = "/dashboard/account/second-factor/secret";

/// Turns the second factor off.
pub const END_SECOND_FACTOR: &str = "/dashboard/account/second-factor/end";

/// Ends one session, or all others.
pub const END_SESSIONS: &str = "/dashboard/account/sessions/end";

/// Creates an API key.
pub const CREATE_API_KEY: &str = "/dashboard/api-keys/create";

/// Rolls an API key.
pub const ROLL_API_KEY: &str = "/dashboard/api-keys/{id}/roll";

/// Revokes an API key.
pub const REVOKE_API_KEY: &str = "/dashboard/api-keys/{id}/revoke";

/// One webhook endpoint.
pub const WEBHOOK: &str = "/dashboard/webhooks/{id}";

/// Creates a webhook endpoint.
pub const CREATE_WEBHOOK: &str = "/dashboard/webhooks/create";

/// Changes a webhook endpoint.
pub const CHANGE_WEBHOOK: &str = "/dashboard/webhooks/{id}/change";

/// Deletes a webhook endpoint.
pub const DELETE_WEBHOOK: &str = "/dashboard/webhooks/{id}/delete";

/// Makes a new secret for a webhook endpoint.
pub const ROTATE_SECRET: &str = "/dashboard/webhooks/{id}/rotate-secret";

/// Sends a webhook endpoint a sample event.
pub const TEST_WEBHOOK: &str = "/dashboard/webhooks/{id}/test";

/// Sends a webhook endpoint all events since a time again.
pub const REDELIVER_SINCE: &str = "/dashboard/webhooks/{id}/redeliver";

/// Sends a webhook endpoint one event again.
pub const REDELIVER_EVENT: &str = "/dashboard/webhooks/{id}/events/{event}/redeliver";

/// Sets the payout webhook.
pub const PAYOUT_WEBHOOK: &str = "/dashboard/webhooks/payout";

/// The list of recent events.
pub const EVENTS: &str = "/dashboard/webhooks/events";

/// Switches the payouts of the business on or off.
pub const SWITCH_PAYOUTS: &str = "/dashboard/settings/switch-payouts";

/// Renames the business.
pub const RENAME: &str = "/dashboard/settings/rename";

/// Sets the threshold of the low-balance alert.
pub const SET_ALERT: &str = "/dashboard/settings/set-alert";

/// Sets the allowed origins.
pub const SET_ORIGINS: &str = "/dashboard/settings/set-origins";

/// Moves money from the main balance to the payout balance.
pub const TOP_UP: &str = "/dashboard/settings/top-up";

/// One payment.
pub const PAYMENT: &str = "/dashboard/payments/{id}";

/// Makes one payment.
pub const PAY: &str = "/dashboard/payments/pay";

/// One payout user.
pub const PAYOUT_USER: &str = "/dashboard/payout-users/{id}";

/// Activates a payout user.
pub const ACTIVATE_USER: &str = "/dashboard/payout-users/{id}/activate";

/// Deactivates a payout user.
pub const DEACTIVATE_USER: &str = "/dashboard/payout-users/{id}/deactivate";

/// Sets when the link of a payout user expires.
pub const USER_EXPIRY: &str = "/dashboard/payout-users/{id}/expiry";

/// Gives a payout user a new hash.
pub const ROTATE_HASH: &str = "/dashboard/payout-users/{id}/rotate-hash";

/// One withdrawal.
pub const WITHDRAWAL: &str = "/dashboard/withdrawals/{id}";

/// Approves a withdrawal.
pub const APPROVE: &str = "/dashboard/withdrawals/{id}/approve";

/// Rejects a withdrawal.
pub const REJECT: &str = "/dashboard/withdrawals/{id}/reject";

/// The list of transactions, as a file.
pub const TRANSACTIONS_CSV: &str = "/dashboard/transactions.csv";

/// Sets the name and the colour that payout users see.
pub const BRAND: &str = "/dashboard/settings/brand";

/// Sets the logo that payout users see.
pub const BRAND_LOGO: &str = "/dashboard/settings/brand/logo";

/// Removes the logo.
pub const REMOVE_BRAND_LOGO: &str = "/dashboard/settings/brand/logo/remove";

/// Makes a key for the playground.
pub const PLAYGROUND: &str = "/dashboard/playground";
