//! Money: an integer number of cents (USD), with checked arithmetic, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most digits before the decimal point that a person may write: more than any amount has, and too few to overflow.
const MAX_WRITTEN_DIGITS: usize = 12;

/// An amount in cents. Arithmetic is checked; there is no default and no float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Cents(i64);

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The smallest amount of an allocation: 1 cent.
    pub const MIN_ALLOCATION: Self = Self(1);
    /// The largest amount of an allocation: $1,000,000.00.
    pub const MAX_ALLOCATION: Self = Self(100_000_000);

    /// Creates an amount of `cents`. The caller checks whether it may be negative.
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// Returns the number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Parses an amount as a person writes it: `12`, `$12.3`, `12.34` or `12,34`. Rejects three digits after a point or
    /// a comma, because they mean different amounts in different countries.
    pub fn written(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('$').unwrap_or(text);
        let (dollars, cents) = text.split_once(['.', ',']).unwrap_or((text, "00"));
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(dollars, MAX_WRITTEN_DIGITS) || !digits(cents, 2) {
            return None;
        }
        format!("{dollars}{cents:0<2}").parse().ok().map(Self)
    }

    /// Returns the sum, or `None` if it overflows.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Returns the difference, or `None` if it overflows or is negative.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).filter(|left| *left >= 0).map(Self)
    }
}

/// Formats an amount for people: `-$1,234,567.05`. Money is printed only in this form; programs get the number of
/// cents.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let dollars = (cents / 100).to_string();
        f.write_str(if self.0 < 0 { "-$" } else { "$" })?;
        for (place, digit) in dollars.chars().enumerate() {
            if place > 0 && (dollars.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", cents % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_rejects_overflow_and_negative_differences() {
        assert_eq!(Cents::new(3).checked_sub(Cents::new(4)), None);
        assert_eq!(Cents::new(4).checked_sub(Cents::new(4)), Some(Cents::ZERO));
        assert_eq!(Cents::new(i64::MAX).checked_add(Cents::new(1)), None);
    }

    #[test]
    fn typed_dollars_are_read_to_the_cent_or_rejected() {
        for (text, cents) in [
            ("12", 1_200),
            (" $12.3 ", 1_230),
            ("12.34", 1_234),
            ("0,07", 7),
            ("999999999999.99", 99_999_999_999_999),
        ] {
            assert_eq!(Cents::written(text), Some(Cents::new(cents)), "{text}");
        }
        for text in
            ["", "1,234", "1.234", "1,234.56", "-1", "1e2", "1.", ".5", "1 000", "٣", "+1", "1234567890123"]
        {
            assert_eq!(Cents::written(text), None, "{text}");
        }
    }

    #[test]
    fn money_is_printed_in_dollars_with_every_cent() {
        for (cents, text) in [
            (0, "$0.00"),
            (7, "$0.07"),
            (-1_234, "-$12.34"),
            (99_999, "$999.99"),
            (100_000, "$1,000.00"),
            (-123_456_789_005, "-$1,234,567,890.05"),
            (i64::MIN, "-$92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Cents::new(cents).to_string(), text);
        }
    }
}
