//! The waits before a retry: exponential backoff with jitter. It is the only module that uses the crate `backoff`;
//! deny.toml says why that crate is still used.

use std::time::{Duration, Instant};

use backoff::ExponentialBackoff;
use backoff::ExponentialBackoffBuilder;
use backoff::backoff::Backoff;
use domain::platform::db;
use domain::platform::pace::Pace;

/// The first wait after the database failed, and the longest.
const DATABASE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// How long the watch may take to notice that the database is unreachable: one look, and one attempt to connect.
const NOTICED_WITHIN: Duration = Duration::from_secs(2);

/// The first wait after a job failed, and the longest.
const JOB: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));

/// The first wait before a provider is asked again, and the longest. While an outcome stays unknown for hours, the
/// provider is asked every five minutes.
const PROVIDER: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(300));

/// The number of asks after which the wait no longer grows.
const PROVIDER_GROWS_UNTIL: i32 = 12;

/// The first wait after a mail was not sent, and the longest.
const MAIL: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(1_800));

/// The number of attempts after which the wait no longer grows.
const MAIL_GROWS_UNTIL: i32 = 8;

/// The waits between attempts while the database fails. They grow until it answers again.
#[derive(Debug)]
pub(crate) struct DatabaseBackoff {
    waits: ExponentialBackoff,
    failing_since: Option<Instant>,
}

impl DatabaseBackoff {
    pub(crate) fn new() -> Self {
        Self { waits: exponential(DATABASE, 2.0), failing_since: None }
    }

    /// Resets the wait to the first one, because the database answered.
    pub(crate) fn reset(&mut self) {
        self.waits.reset();
        self.failing_since = None;
    }

    /// Returns how long to wait now.
    pub(crate) fn next(&mut self) -> Duration {
        self.failing_since.get_or_insert_with(Instant::now);
        self.waits.next_backoff().unwrap_or(DATABASE.1)
    }

    /// Waits. If a log line is due, first calls `say` with the number of lines that `pace` has suppressed.
    pub(crate) async fn wait_out(&mut self, pace: &Pace, say: impl FnOnce(u64)) {
        let wait = self.next();
        if let Some(more) = self.line_due(pace) {
            say(more);
        }
        tokio::time::sleep(wait).await;
    }

    /// Returns how many lines `pace` has suppressed, if a line is due. No line is due while the watch reports the
    /// database as unreachable, because the watch logs that. Nor is one due before the watch has had time to notice.
    pub(crate) fn line_due(&self, pace: &Pace) -> Option<u64> {
        self.failing_since.filter(|since| since.elapsed() >= NOTICED_WITHIN)?;
        db::due_unless_away(pace)
    }
}

/// Returns how long to wait after a job has failed `attempts` times (from 1): about 1 s, 4 s, 16 s, 64 s.
pub(crate) fn job_delay(attempts: i16) -> Duration {
    let mut waits = exponential(JOB, 4.0);
    (0..attempts.max(1)).filter_map(|_| waits.next_backoff()).last().unwrap_or(JOB.1)
}

/// Returns how long to wait after a provider was asked `attempts` times (from 1) about an order that has not ended:
/// about 0.5 s, 1 s, 2 s, 4 s.
pub(crate) fn provider_delay(attempts: i32) -> Duration {
    let mut waits = exponential(PROVIDER, 2.0);
    (0..attempts.clamp(1, PROVIDER_GROWS_UNTIL))
        .filter_map(|_| waits.next_backoff())
        .last()
        .unwrap_or(PROVIDER.1)
}

/// Returns how long to wait after `attempts` attempts (from 1) at a mail: about 2 s, 8 s, 32 s, 2 min, 9 min, 30 min.
pub(crate) fn mail_delay(attempts: i32) -> Duration {
    let mut waits = exponential(MAIL, 4.0);
    (0..attempts.clamp(1, MAIL_GROWS_UNTIL)).filter_map(|_| waits.next_backoff()).last().unwrap_or(MAIL.1)
}

fn exponential((first, longest): (Duration, Duration), multiplier: f64) -> ExponentialBackoff {
    ExponentialBackoffBuilder::new()
        .with_initial_interval(first)
        .with_max_interval(longest)
        .with_multiplier(multiplier)
        .with_randomization_factor(0.2)
        .with_max_elapsed_time(None)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wait_for_a_provider_is_not_taken_for_a_wrong_clock() {
        assert!(provider_delay(i32::MAX) < domain::ahead::LONGEST_ORDER_WAIT.to_std().unwrap());
    }

    #[test]
    fn waits_grow_to_their_bound() {
        assert!(job_delay(1) <= Duration::from_millis(1_200));
        assert!(job_delay(3) >= Duration::from_secs(12));
        assert!(job_delay(100) <= Duration::from_secs(360));
        assert!(provider_delay(0) <= Duration::from_millis(600));
        assert!(provider_delay(3) >= Duration::from_millis(1_600));
        assert!((240..=360).contains(&provider_delay(i32::MAX).as_secs()));
        assert!(mail_delay(1) <= Duration::from_millis(2_400));
        assert!((1_440..=2_160).contains(&mail_delay(i32::MAX).as_secs()));
        let mut database = DatabaseBackoff::new();
        assert!((0..50).map(|_| database.next()).all(|wait| wait <= Duration::from_millis(2_400)));
        database.reset();
        assert!(database.next() <= Duration::from_millis(60));
    }
}
