//! The only file that reads the wall clock and that makes ids (whose first 48 bits are the time).
//!
//! Whatever another process may read is written with the database server's time: [`Clock::Server`]. This machine's own
//! clock is read only for what stays on the machine, and to tell how wrong it is.

mod server;

pub use server::{LOG_THRESHOLD, ServerTime, follow, read, wait_until_known};

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::platform::in_cell::{CELLS, PerCell};

/// The source of `now` and of new ids: the server, this machine, or a test that sets the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The wall clock of this machine, for commands that measure and for ids whose order does not matter.
    System,
    /// The clock of the database server, as this process estimates it.
    Server(Arc<ServerTime>),
    /// A time that stands still until a test moves it, in microseconds since 1970.
    Set(Arc<AtomicI64>),
}

/// Makes ids that always rise within the process and the cell, whatever the clock does: a batch's items are a range of
/// ids. Each cell has its own generator, so that a server whose clock is ahead does not push the ids of other cells
/// ahead.
static IDS: PerCell<Mutex<ContextV7>> = PerCell([const { Mutex::new(ContextV7::new()) }; CELLS]);

/// Makes ids from the wall clock, which rise among themselves. They have their own generator, so that a wall clock that
/// is ahead does not push the other ids ahead.
static IDS_OF_THIS_MACHINE: Mutex<ContextV7> = Mutex::new(ContextV7::new());

impl Clock {
    /// Creates the database server's clock. The process must first [`wait_until_known`] its time and then [`follow`] it.
    pub fn of_server() -> Self {
        Self::Server(Arc::default())
    }

    /// Creates a clock of the same kind for another database's server.
    #[must_use]
    pub fn of_another_server(&self) -> Self {
        match self {
            Self::Server(_) => Self::of_server(),
            Self::System | Self::Set(_) => self.clone(),
        }
    }

    /// Creates a clock that stands at `time`.
    pub fn set_to(time: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(AtomicI64::new(time.timestamp_micros())))
    }

    /// Moves a set clock forward. Any other clock is left alone.
    pub fn advance(&self, by: Duration) {
        if let Self::Set(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Returns whether [`Clock::now`] returns the intended time. The server's time is unknown until the server's first
    /// answer.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Server(time) => time.now().is_some(),
            Self::System | Self::Set(_) => true,
        }
    }

    /// Returns the time in UTC, in microseconds, as Postgres stores it. While the server's time is unknown, this is the
    /// wall clock's time, for log lines and waits; nothing may be stored with it.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Server(time) => time.now().unwrap_or_else(|| Self::System.now()),
            Self::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// Makes a new UUIDv7. It is greater than every id that this process has made at the same time or earlier.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Server(_) | Self::Set(_) if self.is_known() => id_at(self.now()),
            _ => next_id(&IDS_OF_THIS_MACHINE, Self::System.now()),
        }
    }
}

/// Makes a new UUIDv7 for the time `now`, for rows that a statement adds beyond its caller's request (events). So
/// functions need not pass ids for every event that they may cause.
pub fn id_at(now: DateTime<Utc>) -> Uuid {
    next_id(IDS.current(), now)
}

fn next_id(ids: &Mutex<ContextV7>, now: DateTime<Utc>) -> Uuid {
    let context = ids.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
}

/// Returns ids that rise by one, starting at `first`. A claim needs thousands of ids, and asking the operating system
/// for random bits for each would cost more than the rest of the id.
pub fn consecutive(first: Uuid) -> impl Iterator<Item = Uuid> {
    // The last 32 bits are random, and the bits before them count the ids of a millisecond. Clearing the highest random
    // bit leaves room to count. So all of these ids lie between the id that was made before `first` and the one that is
    // made after it.
    let first = first.as_u128() & !(1 << 31);
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
    fn ids_follow_the_servers_clock_and_not_a_clock_that_is_ahead() {
        let server = Clock::of_server();
        // Before the server's time is known, the ids come from this machine's clock.
        assert!(!server.is_known());
        let before = crate::ids::created_at(server.id());
        let Clock::Server(time) = &server else { unreachable!() };
        let asked = std::time::Instant::now();
        let behind = Clock::System.now() - Duration::minutes(10);
        time.record(behind, asked, asked);
        assert!(server.is_known());
        let after = crate::ids::created_at(server.id());
        assert!(before - after > Duration::minutes(9), "{before} {after}");
    }

    #[test]
    fn consecutive_ids_rise_and_keep_version_and_time() {
        let first = Clock::set_to(DateTime::UNIX_EPOCH + Duration::days(20_000)).id();
        let ids: Vec<Uuid> = consecutive(first).take(10_000).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            ids.iter().all(|id| id.get_version_num() == 7 && id.get_timestamp() == first.get_timestamp())
        );
    }

    #[test]
    fn consecutive_ids_lie_between_the_ids_made_before_and_after() {
        let clock = Clock::set_to(DateTime::UNIX_EPOCH + Duration::days(20_001));
        for _ in 0..20 {
            let (before, first, after) = (clock.id(), clock.id(), clock.id());
            let ids: Vec<Uuid> = [0, 999_999].iter().filter_map(|n| consecutive(first).nth(*n)).collect();
            assert!(before < ids[0] && ids[1] < after, "{before} {ids:?} {after}");
        }
    }

    #[test]
    fn a_set_clock_stands_still_until_moved() {
        let clock = Clock::set_to(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        clock.advance(Duration::seconds(3));
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + Duration::seconds(3));
    }
}
