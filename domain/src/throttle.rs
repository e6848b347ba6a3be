//! Throttles limit how many allocations, and how many cents, may be paid per second. A throttle applies to everything,
//! to a business or to a batch.
//!
//! A throttle is a generic cell rate algorithm. It stores the time up to which its rate is used up. Paying `n` advances
//! that time by `n / rate`, and the time between it and now is what may be paid. A claim begins only when a [`CHUNK`]
//! has accumulated, so that a slow rate is not a busy loop, and a fast one does not need a claim for each allocation.
//!
//! A claim that is late because other businesses had their turns catches up, for at most [`MADE_UP`]. After a longer
//! time, or a pause for lack of work, the throttle starts again with one chunk. So at most `rate × t + MADE_UP × rate`
//! is paid in any time `t`.
//!
//! An amount is not known before its job is taken. So the last allocation of a claim may exceed the remaining cents,
//! and the next claim waits for the difference.
//!
//! The claim that owns a business changes the throttles of that business and of its batches, in its transaction. So a
//! claim that is rolled back has used nothing. All workers use the throttle of everything, before their transactions
//! begin ([`reserve`]), and a claim returns the tokens that it does not use. If the claim dies or is rolled back, its
//! tokens are lost. They are at most the tokens of one claim, and only slow down later payments.

mod rows;
mod tokens;

pub use rows::{RatesInForce, Throttled, begin_with, find, list, rates_in_force, remove_ended};
pub(crate) use rows::{clear, set};
pub use tokens::{of_everything, reserve, return_tokens};

use chrono::{DateTime, Duration, Utc};

use crate::money::Cents;

/// The time for which tokens accumulate before a claim begins. A chunk is at least one token.
pub const CHUNK: Duration = Duration::milliseconds(100);

/// How late a claim may be and still find all its tokens.
pub const MADE_UP: Duration = Duration::milliseconds(500);

/// An allowance without a limit.
pub const UNLIMITED: Allowance = Allowance { jobs: i64::MAX, cents: i64::MAX };

/// The rates of a throttle. At least one of the two is set, and each is at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Allocations per second, up to 1,000,000.
    pub max_per_second: Option<i64>,
    /// Cents per second, up to 1,000,000,000,000.
    pub max_cents_per_second: Option<i64>,
}

/// Why rates are rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRates {
    /// One of the rates is out of its range.
    #[error("{field} must be a whole number from 1 to {most}.")]
    OutOfRange {
        /// The name of the rate.
        field: &'static str,
        /// Its maximum.
        most: i64,
    },
    /// Neither rate is given.
    #[error("Give max_per_second, max_cents_per_second, or both.")]
    Neither,
}

impl InvalidRates {
    /// Returns the name of the field at fault.
    pub const fn field(self) -> &'static str {
        match self {
            Self::OutOfRange { field, .. } => field,
            Self::Neither => "max_per_second",
        }
    }
}

/// The maximum allocations per second of a throttle, which is more than a Postgres can apply.
pub const MOST_PER_SECOND: i64 = 1_000_000;

/// The maximum cents per second of a throttle.
pub const MOST_CENTS_PER_SECOND: i64 = 1_000_000_000_000;

impl Rates {
    /// Checks the rates.
    ///
    /// # Errors
    /// [`InvalidRates`], when neither rate is given or one is out of its range.
    pub fn new(max_per_second: Option<i64>, max_cents_per_second: Option<i64>) -> Result<Self, InvalidRates> {
        let outside = |rate: Option<i64>, most| rate.is_some_and(|rate| !(1..=most).contains(&rate));
        if outside(max_cents_per_second, MOST_CENTS_PER_SECOND) {
            return Err(InvalidRates::OutOfRange {
                field: "max_cents_per_second",
                most: MOST_CENTS_PER_SECOND,
            });
        }
        if outside(max_per_second, MOST_PER_SECOND) {
            return Err(InvalidRates::OutOfRange { field: "max_per_second", most: MOST_PER_SECOND });
        }
        if max_per_second.is_none() && max_cents_per_second.is_none() {
            return Err(InvalidRates::Neither);
        }
        Ok(Self { max_per_second, max_cents_per_second })
    }
}

/// An amount of work that may be taken, or was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many allocations.
    pub jobs: i64,
    /// How many cents. The last allocation may exceed them.
    pub cents: i64,
}

/// The rates of a throttle, and how far they are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// The rates.
    pub rates: Rates,
    pub(crate) jobs_until: DateTime<Utc>,
    pub(crate) cents_until: DateTime<Utc>,
}

impl Allowance {
    /// An allowance of nothing.
    pub const NONE: Self = Self { jobs: 0, cents: 0 };

    /// Returns the tokens that paying these amounts uses.
    pub fn of(amounts: impl Iterator<Item = Cents>) -> Self {
        let mut used = Self::NONE;
        amounts.for_each(|amount| used.count(amount));
        used
    }

    /// Returns the smaller number of allocations and the smaller number of cents.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self { jobs: self.jobs.min(other.jobs), cents: self.cents.min(other.cents) }
    }

    /// Returns whether nothing may be taken.
    pub const fn is_none(self) -> bool {
        self.jobs <= 0 || self.cents <= 0
    }

    /// Returns what is left after `used`. It is negative if more was used.
    #[must_use]
    pub const fn less(self, used: Self) -> Self {
        Self { jobs: self.jobs.saturating_sub(used.jobs), cents: self.cents.saturating_sub(used.cents) }
    }

    /// Adds one allocation of `amount`.
    pub fn count(&mut self, amount: Cents) {
        self.jobs = self.jobs.saturating_add(1);
        self.cents = self.cents.saturating_add(amount.get());
    }
}

impl Throttle {
    /// Returns what may be taken at `now`: nothing, or at least a chunk.
    pub fn allows(&self, now: DateTime<Utc>) -> Allowance {
        let of = |rate: Option<i64>, until| rate.map_or(i64::MAX, |rate| available(rate, until, now));
        let allowed = Allowance {
            jobs: of(self.rates.max_per_second, self.jobs_until),
            cents: of(self.rates.max_cents_per_second, self.cents_until),
        };
        if allowed.is_none() { Allowance::NONE } else { allowed }
    }

    /// Returns the throttle after `used` was taken at `now`.
    #[must_use]
    pub fn after(&self, used: Allowance, now: DateTime<Utc>) -> Self {
        let of = |rate: Option<i64>, until, used| {
            rate.map_or(now, |rate| begun(rate, until, now) + time_of(used, rate))
        };
        Self {
            rates: self.rates,
            jobs_until: of(self.rates.max_per_second, self.jobs_until, used.jobs),
            cents_until: of(self.rates.max_cents_per_second, self.cents_until, used.cents),
        }
    }

    /// Returns when the next chunk will have accumulated.
    pub fn next_at(&self) -> DateTime<Utc> {
        let of =
            |rate: Option<i64>, until: DateTime<Utc>| rate.map(|rate| until + time_of(chunk(rate), rate));
        let jobs = of(self.rates.max_per_second, self.jobs_until);
        let cents = of(self.rates.max_cents_per_second, self.cents_until);
        jobs.max(cents).unwrap_or(self.jobs_until)
    }
}

/// Returns the number of tokens in a chunk.
fn chunk(rate: i64) -> i64 {
    (rate * CHUNK.num_milliseconds() / 1_000).max(1)
}

/// Returns the time in which `tokens` accumulate, rounded up to a microsecond.
fn time_of(tokens: i64, rate: i64) -> Duration {
    let micros = (i128::from(tokens) * 1_000_000 + i128::from(rate) - 1).div_euclid(i128::from(rate));
    Duration::microseconds(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// Returns the time from which tokens count. A throttle that was last used long ago starts again with one chunk.
fn begun(rate: i64, until: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let chunk = time_of(chunk(rate), rate);
    if now - until > MADE_UP.max(chunk * 2) { now - chunk } else { until }
}

fn available(rate: i64, until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let elapsed = (now - begun(rate, until, now)).num_microseconds().unwrap_or(0).max(0);
    let tokens = i128::from(elapsed) * i128::from(rate) / 1_000_000;
    let tokens = i64::try_from(tokens).unwrap_or(i64::MAX);
    if tokens < chunk(rate) { 0 } else { tokens }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle(per_second: Option<i64>, cents: Option<i64>, now: DateTime<Utc>) -> Throttle {
        let rates = Rates { max_per_second: per_second, max_cents_per_second: cents };
        Throttle { rates, jobs_until: now, cents_until: now }
    }

    /// Claims every `step_micros` for ten seconds, allocations of `amount` cents. Returns how many were paid.
    fn paid_in_ten_seconds(mut throttle: Throttle, amount: i64, step_micros: i64, claim_size: i64) -> i64 {
        let start = DateTime::UNIX_EPOCH;
        let mut paid = 0;
        for step in 0..10_000_000 / step_micros {
            let now = start + Duration::microseconds(step * step_micros);
            let allowed = throttle.allows(now);
            // Take as a claim does: whole allocations, while cents are left.
            let jobs = allowed.jobs.min(claim_size).min(allowed.cents.saturating_add(amount - 1) / amount);
            if jobs > 0 {
                throttle = throttle.after(Allowance { jobs, cents: jobs * amount }, now);
                assert!(throttle.next_at() > throttle.jobs_until);
                paid += jobs;
            }
        }
        paid
    }

    #[test]
    fn an_invalid_rate_is_rejected_with_the_reason() {
        let checked = |jobs, cents| Rates::new(jobs, cents).map_err(|wrong| wrong.to_string());
        let zero = "max_per_second must be a whole number from 1 to 1000000.";
        assert_eq!(checked(Some(0), Some(5)), Err(zero.to_owned()));
        let neither = "Give max_per_second, max_cents_per_second, or both.";
        assert_eq!(checked(None, None), Err(neither.to_owned()));
    }

    #[test]
    fn ten_seconds_are_within_two_per_cent_at_any_pace_of_claims() {
        for rate in [10, 37, 100, 999, 20_000] {
            for step_micros in [1_000, 7_777, 33_000, 130_000, 310_000] {
                let start = throttle(Some(rate), None, DateTime::UNIX_EPOCH);
                let paid = paid_in_ten_seconds(start, 5, step_micros, 50_000);
                let error = (paid - 10 * rate) as f64 / (10 * rate) as f64;
                // The last step may end before the ten seconds do.
                let unseen = step_micros as f64 / 10_000_000.0 + 0.1 / 10.0;
                assert!((-0.02 - unseen..=0.02).contains(&error), "{rate}/s in {step_micros}: {error}");
            }
        }
    }

    #[test]
    fn the_rate_of_cents_holds_although_the_last_allocation_exceeds_it() {
        let start = throttle(None, Some(1_000), DateTime::UNIX_EPOCH);
        // 2,500 cents each: one every two and a half seconds.
        let paid = paid_in_ten_seconds(start, 2_500, 10_000, 2_000);
        assert!((3..=5).contains(&paid), "{paid}");
    }

    #[test]
    fn after_a_rest_a_throttle_allows_one_chunk() {
        let then = DateTime::UNIX_EPOCH;
        let rested = throttle(Some(1_000), None, then);
        assert_eq!(rested.allows(then + Duration::hours(1)).jobs, 100);
        assert_eq!(
            rested.allows(then + Duration::milliseconds(400)).jobs,
            400,
            "a late claim makes up for its delay"
        );
        assert_eq!(rested.allows(then + Duration::milliseconds(99)), Allowance::NONE);
        assert_eq!(throttle(Some(1), None, then).allows(then + Duration::hours(1)).jobs, 1);
    }
}
