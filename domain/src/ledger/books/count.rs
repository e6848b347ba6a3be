//! The counts of one check.

/// What a check finds: rows looked at, breaches, cents.
pub(super) struct Count {
    pub(super) checked: i64,
    pub(super) breaches: i64,
    pub(super) off_by: i64,
}
