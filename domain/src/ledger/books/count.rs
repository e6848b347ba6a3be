//! The counts of one check.

/// The result of one check: rows checked, breaches, and cents of difference.
pub(super) struct Count {
    pub(super) checked: i64,
    pub(super) breaches: i64,
    pub(super) off_by: i64,
}
