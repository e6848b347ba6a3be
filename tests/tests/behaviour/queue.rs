//! Claims: which business is served next, which jobs are applied, and at what cost.

pub mod append_only;
pub mod applying;
pub mod error_after_commit;
pub mod idle;
pub mod leading;
pub mod many_paused_batches;
pub mod plans;
pub mod poison;
pub mod races;
pub mod ranges;
pub mod rates;
pub mod throttles;
pub mod turns;
pub mod young_database;
