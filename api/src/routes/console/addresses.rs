//! Where the pages and actions of the console are: the table of routes and the links between them have the same words.

/// Where the overview is.
pub const OVERVIEW: &str = "/console";

/// Where the businesses are.
pub const BUSINESSES: &str = "/console/businesses";

/// Where one of them is.
pub const BUSINESS: &str = "/console/businesses/{id}";

/// Where switching its payouts is.
pub const SWITCH: &str = "/console/businesses/switch";

/// Where the throttles are.
pub const THROTTLES: &str = "/console/throttles";

/// Where setting one is.
pub const SET_THROTTLE: &str = "/console/throttles/set";

/// Where clearing one is.
pub const CLEAR_THROTTLE: &str = "/console/throttles/clear";

/// Where the pauses are.
pub const PAUSES: &str = "/console/pauses";

/// Where pausing is.
pub const PAUSE: &str = "/console/pauses/pause";

/// Where resuming is.
pub const RESUME: &str = "/console/pauses/resume";

/// Where what is parked is.
pub const PARKED: &str = "/console/parked";

/// Where trying it again is.
pub const RETRY: &str = "/console/parked/retry";

/// Where the withdrawals are.
pub const WITHDRAWALS: &str = "/console/withdrawals";

/// Where one of them is.
pub const WITHDRAWAL: &str = "/console/withdrawals/{id}";

/// Where approving it is.
pub const APPROVE: &str = "/console/withdrawals/approve";

/// Where rejecting it is.
pub const REJECT: &str = "/console/withdrawals/reject";

/// Where the books are.
pub const BOOKS: &str = "/console/books";

/// Where the database and the settings are.
pub const SYSTEM: &str = "/console/system";

/// Where the audit is.
pub const AUDIT: &str = "/console/audit";

/// Where it is chosen which cell is looked at.
pub const CELLS: &str = "/console/cells";

/// Where a sign-in through a provider begins.
pub const PROVIDER: &str = "/console/sign-in/provider";

/// Where the provider sends the browser back to.
pub const PROVIDER_CALLBACK: &str = "/console/sign-in/callback";

/// Where signing out is.
pub const SIGN_OUT: &str = "/console/sign-out";
