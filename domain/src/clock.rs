//! The only file that reads the wall clock, and that makes ids (whose first 48 bits are the time).
//!
//! Whatever another process may read is written by the database server's clock: [`Clock::Server`]. This machine's own
//! clock is read only for what stays on the machine, and to tell by how much it is wrong.

mod server;

pub use server::{ServerTime, TOLD_PAST, follow, learn, read};

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// Where `now` and new ids come from: the server, the system, or a test that sets the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The wall clock of this machine: for commands that measure, and for ids that nobody orders by.
    System,
    /// The clock of the database server, as this process estimates it.
    Server(Arc<ServerTime>),
    /// A time that stands still until it is moved; microseconds since 1970.
    Set(Arc<AtomicI64>),
}

/// Makes ids that rise strictly within the process, whatever the clock does: a batch's items are a range of ids.
static IDS: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// Makes ids of the wall clock, which rise among themselves: a wall clock that is ahead must not carry the other ids
/// with it.
static IDS_OF_THIS_MACHINE: Mutex<ContextV7> = Mutex::new(ContextV7::new());

impl Clock {
    /// The database server's clock, which a process has to [`learn`] and then to [`follow`].
    pub fn of_server() -> Self {
        Self::Server(Arc::default())
    }

    /// The clock of another database server, of the same kind as this one; a clock of no server is the same for all.
    pub fn of_another_server(&self) -> Self {
        match self {
            Self::Server(_) => Self::of_server(),
            Self::System | Self::Set(_) => self.clone(),
        }
    }

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

    /// Whether [`Clock::now`] tells the time it is meant to: the server's is not known before the server was heard.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Server(time) => time.now().is_some(),
            Self::System | Self::Set(_) => true,
        }
    }

    /// The time in UTC, in microseconds, which is what Postgres can store. While the server's time is not known this is
    /// the wall clock's, for log lines and waits; nothing may be written by it.
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

    /// A new UUIDv7, greater than every one this process made before at the same or an earlier time.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Server(_) | Self::Set(_) if self.is_known() => id_at(self.now()),
            _ => next_id(&IDS_OF_THIS_MACHINE, Self::System.now()),
        }
    }
}

/// A new UUIDv7 of the time `now`, for rows that a statement adds beside what its caller asked for (events). So their
/// ids need not be handed through every function that may cause one.
pub fn id_at(now: DateTime<Utc>) -> Uuid {
    next_id(&IDS, now)
}

fn next_id(ids: &Mutex<ContextV7>, now: DateTime<Utc>) -> Uuid {
    let context = ids.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
}

/// Ids that rise by one, beginning at `first`. Where a claim needs thousands, asking the operating system for random
/// bits each time would cost more than the rest of an id.
pub fn consecutive(first: Uuid) -> impl Iterator<Item = Uuid> {
    // The last 32 bits are random, and what is before them counts the ids of a millisecond. Without the highest random bit there is
    // room to count, and all of these lie between the id that was made before `first` and the one that is made after it.
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
    fn a_wall_clock_that_is_ahead_does_not_carry_the_servers_ids_with_it() {
        let server = Clock::of_server();
        // Before the server's time is known: of this machine.
        assert!(!server.is_known());
        let before = crate::ids::created_at(server.id());
        let Clock::Server(time) = &server else { unreachable!() };
        let asked = std::time::Instant::now();
        let behind = Clock::System.now() - Duration::minutes(10);
        time.hear(behind, asked, asked);
        assert!(server.is_known());
        let after = crate::ids::created_at(server.id());
        assert!(before - after > Duration::minutes(9), "{before} {after}");
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
    fn consecutive_ids_lie_between_those_that_are_made_before_and_after_them() {
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
