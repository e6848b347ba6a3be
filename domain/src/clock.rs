//! The only file that reads the wall clock, and that makes ids (their first 48 bits are the time).

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// Where `now` and new ids come from: the system, or a test that sets the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The wall clock.
    System,
    /// A time that stands still until it is moved; microseconds since 1970.
    Set(Arc<AtomicI64>),
}

/// Ids of one process rise strictly, whatever the clock does: a batch's items are a range of ids.
static IDS: Mutex<ContextV7> = Mutex::new(ContextV7::new());

impl Clock {
    /// A clock that stands at `time`.
    pub fn set_to(time: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(AtomicI64::new(time.timestamp_micros())))
    }

    /// Moves a set clock on; the system's is left alone.
    pub fn advance(&self, by: Duration) {
        if let Self::Set(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// The time, in UTC and in microseconds: what Postgres can store.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// A new UUIDv7, greater than every one this process made before at the same or an earlier time.
    pub fn id(&self) -> Uuid {
        id_at(self.now())
    }
}

/// A new UUIDv7 of the time `now`: for rows that a statement adds beside what its caller asked for (events), so that their
/// ids need not be handed through everything that may cause one.
pub fn id_at(now: DateTime<Utc>) -> Uuid {
    let context = IDS.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
}

/// As many ids as are taken, rising by one from a new one: where a claim needs thousands, asking the operating system for
/// random bits each time would cost more than the rest of an id.
pub fn consecutive(first: Uuid) -> impl Iterator<Item = Uuid> {
    // The last 62 bits are random: without the highest of them there is room to count.
    let first = first.as_u128() & !(1 << 61);
    (first..).map(Uuid::from_u128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_within_a_millisecond() {
        let clock = Clock::set_to(DateTime::UNIX_EPOCH + Duration::days(20_000));
        let ids: Vec<Uuid> = (0..10_000).map(|_| clock.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn consecutive_ids_rise_and_keep_their_form() {
        let first = Clock::set_to(DateTime::UNIX_EPOCH + Duration::days(20_000)).id();
        let ids: Vec<Uuid> = consecutive(first).take(10_000).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            ids.iter().all(|id| id.get_version_num() == 7 && id.get_timestamp() == first.get_timestamp())
        );
    }

    #[test]
    fn a_set_clock_stands_still_until_moved() {
        let clock = Clock::set_to(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        clock.advance(Duration::seconds(3));
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + Duration::seconds(3));
    }
}
