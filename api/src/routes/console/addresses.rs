//! The addresses of the console's pages and actions. The table of routes and the links between pages share these
//! constants.

/// The overview.
pub const OVERVIEW: &str = "/console";

/// The list of businesses.
pub const BUSINESSES: &str = "/console/businesses";

/// One business.
pub const BUSINESS: &str = "/console/businesses/{id}";

/// Switches the payouts of a business on or off.
pub const SWITCH: &str = "/console/businesses/switch";

/// The list of throttles.
pub const THROTTLES: &str = "/console/throttles";

/// Sets a throttle.
pub const SET_THROTTLE: &str = "/console/throttles/set";

/// Clears a throttle.
pub const CLEAR_THROTTLE: &str = "/console/throttles/clear";

/// The list of pauses.
pub const PAUSES: &str = "/console/pauses";

/// Pauses something.
pub const PAUSE: &str = "/console/pauses/pause";

/// Resumes something.
pub const RESUME: &str = "/console/pauses/resume";

/// The list of parked allocations.
pub const PARKED: &str = "/console/parked";

/// Retries a parked allocation.
pub const RETRY: &str = "/console/parked/retry";

/// The list of withdrawals.
pub const WITHDRAWALS: &str = "/console/withdrawals";

/// One withdrawal.
pub const WITHDRAWAL: &str = "/console/withdrawals/{id}";

/// Approves a withdrawal.
pub const APPROVE: &str = "/console/withdrawals/approve";

/// Rejects a withdrawal.
pub const REJECT: &str = "/console/withdrawals/reject";

/// The laws of the books.
pub const BOOKS: &str = "/console/books";

/// The database and the settings.
pub const SYSTEM: &str = "/console/system";

/// The audit log.
pub const AUDIT: &str = "/console/audit";

/// Chooses the cell whose pages are shown.
pub const CELLS: &str = "/console/cells";

/// Begins a sign-in at a provider.
pub const PROVIDER: &str = "/console/sign-in/provider";

/// The address to which the provider sends the browser back.
pub const PROVIDER_CALLBACK: &str = "/console/sign-in/callback";

/// Signs the operator out.
pub const SIGN_OUT: &str = "/console/sign-out";
