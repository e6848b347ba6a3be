//! The terms of a method: the limits and fees of a withdrawal.

use crate::money::Cents;

/// The default minimum: $1.00. Of a smaller amount, fees would leave little.
const DEFAULT_MIN: i64 = 100;

/// The default maximum: $10,000.00, which bounds a mistake in the configuration.
const DEFAULT_MAX: i64 = 1_000_000;

/// The largest maximum that can be configured. The table limits it, as for an allocation.
const GREATEST_MAX: i64 = 100_000_000;

/// 100 percent, in basis points.
const ALL_OF_IT: u32 = 10_000;

/// The limits and fees of a method, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The smallest amount.
    pub min: i64,
    /// The largest amount.
    pub max: i64,
    /// The fixed fee of each withdrawal.
    pub fee_fixed: i64,
    /// The fee in proportion to the amount, in hundredths of a percent.
    pub fee_basis_points: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { min: DEFAULT_MIN, max: DEFAULT_MAX, fee_fixed: 0, fee_basis_points: 0 }
    }
}

impl Terms {
    /// Returns the fees of a withdrawal of `amount`: the fixed fee plus the proportional fee, rounded half up. Never
    /// more than `amount`.
    pub fn fees(&self, amount: Cents) -> Cents {
        let share = (i128::from(amount.get()) * i128::from(self.fee_basis_points)
            + i128::from(ALL_OF_IT) / 2)
            / i128::from(ALL_OF_IT);
        let fees = i128::from(self.fee_fixed).saturating_add(share).clamp(0, i128::from(amount.get().max(0)));
        Cents::new(i64::try_from(fees).unwrap_or(amount.get()))
    }

    /// Checks that the terms are valid.
    ///
    /// # Errors
    /// A text that says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        if self.min < 1 || self.max < self.min || self.max > GREATEST_MAX {
            return Err(format!("min and max must be 1 ≤ min ≤ max ≤ {GREATEST_MAX} cents"));
        }
        if self.fee_fixed < 0 || self.fee_basis_points >= ALL_OF_IT {
            return Err("fee_fixed must be at least 0, and fee_basis_points below 10000".to_owned());
        }
        // Fees grow more slowly than amounts. So if the smallest amount exceeds its fees, every amount does.
        if self.fees(Cents::new(self.min)) >= Cents::new(self.min) {
            return Err("the fees of the amount min leave nothing to pay out".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fees(fee_fixed: i64, fee_basis_points: u32, amount: i64) -> i64 {
        Terms { fee_fixed, fee_basis_points, ..Terms::default() }.fees(Cents::new(amount)).get()
    }

    #[test]
    fn fees_are_rounded_half_up_and_never_exceed_the_amount() {
        assert_eq!(fees(0, 0, 1_000), 0);
        assert_eq!(fees(25, 100, 1_000), 35);
        assert_eq!((fees(0, 50, 99), fees(0, 50, 100), fees(0, 50, 299), fees(0, 50, 300)), (0, 1, 1, 2));
        assert_eq!(fees(500, 0, 499), 499);
        assert_eq!(fees(i64::MAX, 9_999, 100_000_000), 100_000_000);
    }

    #[test]
    fn terms_that_may_leave_no_money_are_rejected() {
        assert_eq!(Terms::default().check(), Ok(()));
        for wrong in [
            Terms { min: 0, ..Terms::default() },
            Terms { max: 99, ..Terms::default() },
            Terms { max: 100_000_001, ..Terms::default() },
            Terms { fee_fixed: -1, ..Terms::default() },
            Terms { fee_fixed: 100, ..Terms::default() },
            Terms { fee_basis_points: 10_000, ..Terms::default() },
            Terms { fee_fixed: 1, fee_basis_points: 9_900, ..Terms::default() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_larger_amount_never_leaves_less_after_fees() {
        let terms = Terms { min: 60, fee_fixed: 50, fee_basis_points: 333, ..Terms::default() };
        let left = |amount: i64| amount - terms.fees(Cents::new(amount)).get();
        assert!((terms.min..5_000).all(|amount| left(amount) > 0 && left(amount + 1) >= left(amount)));
    }
}
