//! Ranges of ids in a lane. A claim skips held batches and suspects by their ranges.

use uuid::Uuid;

/// The ids after `after`, up to and including `upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The id before the range. It is not part of the range.
    pub after: Uuid,
    /// The last id of the range.
    pub upto: Uuid,
}

impl Range {
    /// Makes the range from `first` to `last`, both included.
    pub fn of(first: Uuid, last: Uuid) -> Self {
        Self { after: before(first), upto: last }
    }

    /// Returns the lowest id that the range can contain.
    pub fn first(self) -> Uuid {
        Uuid::from_u128(self.after.as_u128().saturating_add(1))
    }

    /// Returns the ids that are in both ranges, or `None` if there are none.
    pub(super) fn within(self, other: Self) -> Option<Self> {
        let both = Self { after: self.after.max(other.after), upto: self.upto.min(other.upto) };
        (both.after < both.upto).then_some(both)
    }

    /// Returns the parts of the range that are in none of `others`, in order.
    pub(super) fn without(self, others: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut others: Vec<Self> = others.filter_map(|other| self.within(other)).collect();
        others.sort_unstable_by_key(|other| other.after);
        let mut left = Vec::with_capacity(others.len() + 1);
        let mut begun = self.after;
        for other in others {
            if other.after > begun {
                left.push(Self { after: begun, upto: other.after });
            }
            begun = begun.max(other.upto);
        }
        if begun < self.upto {
            left.push(Self { after: begun, upto: self.upto });
        }
        left
    }
}

/// Returns the id before `id`.
pub(super) fn before(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(after: u128, upto: u128) -> Range {
        Range { after: Uuid::from_u128(after), upto: Uuid::from_u128(upto) }
    }

    #[test]
    fn other_ranges_are_cut_out_of_a_range() {
        let cut = |others: &[Range]| range(10, 20).without(others.iter().copied());
        assert_eq!(cut(&[]), [range(10, 20)]);
        assert_eq!(cut(&[range(0, 10), range(20, 30)]), [range(10, 20)], "the ranges only touch");
        assert_eq!(cut(&[range(5, 12), range(18, 30)]), [range(12, 18)]);
        assert_eq!(cut(&[range(16, 18), range(12, 14)]), [range(10, 12), range(14, 16), range(18, 20)]);
        assert_eq!(cut(&[range(12, 17), range(13, 14), range(17, 18)]), [range(10, 12), range(18, 20)]);
        assert_eq!(cut(&[range(0, 30)]), []);
    }

    #[test]
    fn a_range_contains_both_ends() {
        let (first, last) = (Uuid::from_u128(5), Uuid::from_u128(7));
        assert_eq!(Range::of(first, last), range(4, 7));
        assert_eq!(Range::of(first, last).first(), first);
    }
}
