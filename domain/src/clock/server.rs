//! The database server's time, as a process estimates it.
//!
//! Other processes read the times that this one writes: when a business is due, when a lease ends, how far a throttle
//! is used up. If the times came from a wall clock that is ten minutes ahead, everything would stand still for ten
//! minutes after the process has died. So the process asks the server for its time once a second. Between the answers,
//! time advances by the monotonic clock, which nobody sets. So a claim or a request needs no extra round trip. A wall
//! clock that is wrong or jumps changes only the exported offset.
//!
//! An answer bounds the time: the server read its clock after the process asked and before it got the answer. The
//! estimate moves into these bounds and no further. So its error is at most the duration of the last query, and slow
//! answers do not disturb it.
//!
//! Two things are noticed only with the next answer, within [`EVERY`]. One is a jump of the server's clock (a failover
//! to a server with another clock). The other is the time that the whole machine was suspended, which the monotonic
//! clock does not count. Times that were written meanwhile and are too far ahead are put back ([`crate::ahead`]).

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use metrics::{describe_gauge, gauge};
use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use super::Clock;
use crate::platform::db;
use crate::platform::pace::Pace;

/// How often the process asks the server.
pub const EVERY: Duration = Duration::from_secs(1);

/// How long the server may take to answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long to wait at start-up before asking a server again that did not answer.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// The offset of a wall clock above which it is logged, and the jump of the server's clock above which that is logged.
pub const LOG_THRESHOLD: TimeDelta = TimeDelta::seconds(1);

const OFFSET: &str = "payout_clock_offset_seconds";

/// The value for a time that is not known yet.
const UNKNOWN: i64 = i64::MIN;

/// The estimate of the server's time.
#[derive(Debug)]
pub struct ServerTime {
    /// The moment from which the monotonic clock counts.
    begun: Instant,
    /// The server's time at that moment, in microseconds since 1970.
    server_at_begin: AtomicI64,
}

impl Default for ServerTime {
    fn default() -> Self {
        Self { begun: Instant::now(), server_at_begin: AtomicI64::new(UNKNOWN) }
    }
}

impl ServerTime {
    /// Returns the server's time now; `None` before the server's first answer.
    pub fn now(&self) -> Option<DateTime<Utc>> {
        let begin = self.server_at_begin.load(Ordering::Relaxed);
        let now = begin.saturating_add(self.at(Instant::now()));
        (begin != UNKNOWN).then(|| DateTime::from_timestamp_micros(now)).flatten()
    }

    /// Updates the estimate with the server's answer `said`, which arrived between `asked` and `heard`. Returns by how
    /// much the estimate moved.
    pub(super) fn record(&self, said: DateTime<Utc>, asked: Instant, heard: Instant) -> TimeDelta {
        let said = said.timestamp_micros();
        let (least, most) = (said - self.at(heard), said - self.at(asked));
        let before = self.server_at_begin.load(Ordering::Relaxed);
        let after = if before == UNKNOWN { i64::midpoint(least, most) } else { before.clamp(least, most) };
        self.server_at_begin.store(after, Ordering::Relaxed);
        if before == UNKNOWN { TimeDelta::zero() } else { TimeDelta::microseconds(after - before) }
    }

    fn at(&self, instant: Instant) -> i64 {
        let since = instant.saturating_duration_since(self.begun);
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }

    async fn ask(&self, conn: &mut PgConnection) -> Result<TimeDelta, sqlx::Error> {
        let asked = Instant::now();
        let said = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#).fetch_one(conn).await?;
        Ok(self.record(said, asked, Instant::now()))
    }

    /// Asks on a connection of `pool`. If the server does not answer, the connection is closed: it would keep its place
    /// in the pool.
    async fn ask_on(&self, pool: &PgPool) -> Result<TimeDelta, sqlx::Error> {
        let mut conn = pool.acquire().await?;
        let told = tokio::time::timeout(ANSWERED_WITHIN, self.ask(&mut conn)).await;
        let told = told.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        if told.is_err() {
            conn.close_on_drop();
        }
        told
    }
}

/// Returns the server's clock, for a command that runs once.
///
/// # Errors
/// If the database fails.
pub async fn read(conn: &mut PgConnection) -> Result<Clock, sqlx::Error> {
    let time = ServerTime::default();
    time.ask(conn).await?;
    Ok(Clock::Server(time.into()))
}

/// Returns when the server's time is known; nothing may be done before. Any other clock is known at once.
pub async fn wait_until_known(pool: &PgPool, clock: &Clock) {
    let Clock::Server(time) = clock else { return };
    let pace = Pace::new();
    while let Err(error) = time.ask_on(pool).await {
        if let Some(suppressed) = db::due_unless_away(&pace) {
            tracing::warn!(%error, suppressed, "the database server's time is not known yet");
        }
        tokio::time::sleep(ASK_AGAIN_AFTER).await;
    }
}

/// Keeps `clock` at the server's time until `stop`. Also exports the offset of this machine's clock as
/// `payout_clock_offset_seconds`, which is above 0 if the machine is ahead.
pub async fn follow(pool: PgPool, clock: Clock, stop: CancellationToken) {
    describe_gauge!(
        OFFSET,
        "By how much this machine's clock is ahead of the database server's, in seconds; below 0 when it is behind."
    );
    gauge!(OFFSET).set(0.0);
    let Clock::Server(time) = &clock else { return };
    let mut told = false;
    loop {
        match stop.run_until_cancelled(time.ask_on(&pool)).await {
            None => return,
            Some(Ok(moved)) if moved.abs() > LOG_THRESHOLD => {
                let by_seconds = moved.as_seconds_f64();
                tracing::warn!(
                    by_seconds,
                    "the database server's clock has jumped, or this machine was suspended"
                );
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => tracing::debug!(%error, "the database server's time could not be read"),
        }
        told = compare(time, told);
        if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            return;
        }
    }
}

/// Exports the offset of this machine's clock. Logs an offset above [`LOG_THRESHOLD`] once: `told` and the result say
/// whether the present one is logged.
fn compare(time: &ServerTime, told: bool) -> bool {
    let Some(now) = time.now() else { return told };
    let offset = Clock::System.now() - now;
    gauge!(OFFSET).set(offset.as_seconds_f64());
    let far = offset.abs() > LOG_THRESHOLD;
    if far && !told {
        let ahead_seconds = offset.as_seconds_f64();
        tracing::warn!(
            ahead_seconds,
            "this machine's clock differs from the database server's; the server's is used, so check that it is right"
        );
    }
    far
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn ms(n: i64) -> TimeDelta {
        TimeDelta::milliseconds(n)
    }

    fn known(time: &ServerTime) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(time.server_at_begin.load(Ordering::Relaxed)).unwrap()
    }

    #[test]
    fn an_estimate_within_the_bounds_of_a_response_stays() {
        let time = ServerTime::default();
        let at = |ms| time.begun + Duration::from_millis(ms);
        assert_eq!(time.now(), None);
        // The bounds are 100 and 140: the middle is taken.
        assert_eq!(time.record(START + ms(120), at(100), at(140)), ms(0));
        assert_eq!(known(&time), START);
        // The bounds of a slow answer contain the estimate, so it stays.
        assert_eq!(time.record(START + ms(3_000), at(2_000), at(3_500)), ms(0));
        // The bounds of a fast answer do not, so the estimate moves to the nearest bound.
        assert_eq!(time.record(START + ms(4_010), at(4_000), at(4_004)), ms(6));
        assert_eq!(known(&time), START + ms(6));
    }

    #[test]
    fn the_estimate_follows_a_jump_of_the_servers_clock_both_ways() {
        let time = ServerTime::default();
        let at = |ms| time.begun + Duration::from_millis(ms);
        time.record(START, at(0), at(0));
        assert_eq!(time.record(START + ms(601_000), at(1_000), at(1_000)), ms(600_000));
        assert_eq!(time.record(START + ms(2_000), at(2_000), at(2_000)), ms(-600_000));
        assert_eq!(known(&time), START);
    }
}
