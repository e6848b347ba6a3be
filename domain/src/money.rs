//! Money: integer cents (USD), checked, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in cents. Arithmetic is checked; there is no default and no float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Cents(i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The least amount of an allocation: 1 cent.
    pub const MIN_ALLOCATION: Self = Self(1);
    /// The greatest amount of an allocation: $1,000,000.00.
    pub const MAX_ALLOCATION: Self = Self(100_000_000);

    /// `cents` as they are; what may be negative is for the caller to say.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or `None` where it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` where it does not fit or would be below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).filter(|left| *left >= 0).map(Self)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}${}.{:02}", cents / 100, cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_refuses_what_does_not_fit() {
        assert_eq!(Cents::new(3).checked_sub(Cents::new(4)), None);
        assert_eq!(Cents::new(4).checked_sub(Cents::new(4)), Some(Cents::ZERO));
        assert_eq!(Cents::new(i64::MAX).checked_add(Cents::new(1)), None);
        assert_eq!(Cents::new(-1234).to_string(), "-$12.34");
        assert_eq!(Cents::new(100_000_005).to_string(), "$1000000.05");
    }
}
