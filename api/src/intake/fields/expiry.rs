//! Checks the times at which something expires, as clients set them.

use chrono::{DateTime, Datelike, Utc};

use crate::http::problem::Problem;

/// The last year that every implementation of RFC 3339 can write.
const LAST_YEAR: i32 = 9_999;

/// Checks an expiry that may lie in the past.
///
/// # Errors
/// A year that RFC 3339 cannot write.
pub fn check(end: DateTime<Utc>) -> Result<(), Problem> {
    if (0..=LAST_YEAR).contains(&end.year()) {
        Ok(())
    } else {
        Err(Problem::field("expires_at", "invalid", "expires_at must have a year from 0000 to 9999."))
    }
}

/// Checks an expiry that must lie in the future.
///
/// # Errors
/// A time that has passed, or a year that RFC 3339 cannot write.
pub fn check_future(end: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Problem> {
    check(end)?;
    if end > now {
        Ok(())
    } else {
        Err(Problem::field("expires_at", "in_the_past", "expires_at must be in the future."))
    }
}
