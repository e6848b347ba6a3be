//! The retry schedules of failed webhook deliveries.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::webhook::Kind;

/// Seconds from each attempt of the payout webhook to the next: the attempts are at 0, +30 s, +5 min and +30 min.
const SHORT: [i64; 3] = [30, 5 * 60, 30 * 60];

/// Seconds from each attempt of Standard Webhooks 1.0 to the next: ten attempts over 76 hours.
const STANDARD: [i64; 9] =
    [5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600];

/// The jitter: how much later than scheduled an attempt may be, in thousandths of the wait. It spreads deliveries that
/// failed together.
const JITTER: u64 = 100;

/// How far an endpoint's Retry-After can postpone an attempt, at most: as long as the longest wait of the schedule.
const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);

/// Returns when to try again after the attempt at `step` of the schedule (from 0) has failed, or `None` if that was the
/// last attempt. `random` is any number, and decides the jitter.
pub(super) fn next_attempt(
    kind: Kind,
    step: i16,
    retry_after: Option<DateTime<Utc>>,
    random: u64,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let table: &[i64] = match kind {
        Kind::Standard => &STANDARD,
        Kind::Payout => &SHORT,
    };
    let seconds = *table.get(usize::try_from(step).ok()?)?;
    let wait = Duration::from_secs(seconds.unsigned_abs());
    let jitter = wait * u32::try_from(random % (JITTER + 1)).unwrap_or(0) / 1_000;
    let scheduled = now + TimeDelta::from_std(wait + jitter).unwrap_or(LONGEST_RETRY_AFTER);
    let asked = retry_after.map(|at| at.min(now + LONGEST_RETRY_AFTER));
    Some(asked.map_or(scheduled, |asked| asked.max(scheduled)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(kind: Kind, random: u64) -> Vec<i64> {
        let now = DateTime::UNIX_EPOCH;
        let next = |step| next_attempt(kind, step, None, random, now).map(|at| (at - now).num_milliseconds());
        (0..).map_while(next).collect()
    }

    #[test]
    fn the_schedules_are_as_documented() {
        assert_eq!(waits(Kind::Payout, 0), [30_000, 300_000, 1_800_000]);
        assert_eq!(waits(Kind::Payout, 100), [33_000, 330_000, 1_980_000]);
        let standard = waits(Kind::Standard, 0);
        assert_eq!((standard.len(), standard[0], standard.iter().sum::<i64>()), (9, 5_000, 272_105_000));
    }

    #[test]
    fn retry_after_only_delays_an_attempt() {
        let now = DateTime::UNIX_EPOCH;
        let at =
            |seconds| next_attempt(Kind::Payout, 0, Some(now + TimeDelta::seconds(seconds)), 0, now).unwrap();
        assert_eq!(at(1), now + TimeDelta::seconds(30));
        assert_eq!(at(90), now + TimeDelta::seconds(90));
        assert_eq!(at(10_000_000), now + LONGEST_RETRY_AFTER);
    }
}
