//! Taking deliveries under a lease: the source of the relay's tasks ([`crate::backend`]).
//!
//! It takes no more than there is room for in this process, so nothing that is leased waits. Endpoints come in the
//! order of their turns, each for as many deliveries as it may have under way.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use domain::platform::db;
use domain::platform::hints::Hinted;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::traces::{self, Trace};
use domain::webhook::{self, Due};
use sqlx::PgPool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::backend::{IdleWait, Source};
use crate::retry::DatabaseBackoff;

/// How many endpoints a poll looks at.
const CANDIDATES: i64 = 64;

/// The most deliveries of one poll.
const TAKEN_AT_ONCE: usize = 64;

/// The first and the longest wait after a poll that found nothing. Events that other processes write are found by
/// polling.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// How often endpoints are looked for that nobody woke.
const WAKE_EVERY: Duration = Duration::from_secs(1);

/// How long a poll may take before its connection is given up.
const POLL_WITHIN: Duration = Duration::from_secs(10);

/// The pace of the log line that deliveries cannot be taken.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// A delivery that this process has leased, and its place among those under way.
#[derive(Debug)]
pub struct Delivering {
    /// The delivery to send.
    pub due: Due,
    /// The time until which it may be begun. When a process was frozen with a delivery and wakes, the delivery may be
    /// another relay's, or was paused, deleted or undone by a restore meanwhile.
    pub begins_until: Instant,
    /// The trace of the request that its event is about, if that is traced.
    pub trace: Option<Trace>,
    room: OwnedSemaphorePermit,
}

/// The deliveries of the relay.
#[derive(Clone)]
pub struct Deliveries {
    pool: PgPool,
    clock: Clock,
    room: Arc<Semaphore>,
    hinted: Hinted,
    looked_at: Instant,
}

impl Delivering {
    /// A delivery that was leased at `taken_at`, or later.
    pub fn new(due: Due, taken_at: Instant, room: OwnedSemaphorePermit) -> Self {
        Self { due, begins_until: taken_at + webhook::LEASE_MARGIN, trace: None, room }
    }

    /// Frees its place, because its result is recorded.
    pub fn done(self) {
        drop(self.room);
    }
}

impl Deliveries {
    /// Deliveries with at most `room` of them under way at a time. `hinted` gets a hint when one has ended.
    pub fn new(pool: PgPool, clock: Clock, room: u16, hinted: Hinted) -> Self {
        let room = Arc::new(Semaphore::new(usize::from(room)));
        Self { pool, clock, room, hinted, looked_at: Instant::now() }
    }

    /// Wakes, now and then, the endpoints that a writer of events had to skip.
    async fn wake_forgotten(&mut self) {
        if self.looked_at.elapsed() < WAKE_EVERY {
            return;
        }
        self.looked_at = Instant::now();
        let (pool, now) = (self.pool.clone(), self.clock.now());
        let woken = tokio::spawn(async move {
            let mut transaction = pool.begin().await?;
            let woken = webhook::wake_forgotten(&mut transaction, now).await?;
            transaction.commit().await?;
            Ok::<_, sqlx::Error>(woken)
        });
        if let Ok(Err(error)) = woken.await {
            tracing::debug!(%error, "endpoints that nobody woke were not looked for; the next poll does");
        }
    }
}

impl Source for Deliveries {
    type Job = Delivering;

    async fn next(&mut self) -> VecDeque<Delivering> {
        let mut trouble = DatabaseBackoff::new();
        let mut wait = IdleWait::new(IDLE);
        loop {
            self.wake_forgotten().await;
            // The semaphore is never closed, so it always gives one.
            let Ok(first) = self.room.clone().acquire_owned().await else { continue };
            // In a task of its own, because a transaction that is dropped on its way would take its connection with
            // it.
            let taking = tokio::spawn(take(self.pool.clone(), self.clock.clone(), self.room.clone(), first));
            match tokio::time::timeout(POLL_WITHIN, taking).await {
                Ok(Ok(Ok(taken))) if !taken.is_empty() => return taken,
                Ok(Ok(Ok(_))) => {
                    trouble.reset();
                    if self.hinted.within(wait.now()).await {
                        wait.reset();
                    } else {
                        wait.grow();
                    }
                }
                Ok(Ok(Err(error))) => {
                    let say = |more| tracing::warn!(%error, more, "taking deliveries failed; trying again");
                    trouble.wait_out(TROUBLE.here(), say).await;
                }
                Ok(Err(_)) | Err(_) => {
                    let say =
                        |more| tracing::warn!(more, "the database did not answer the relay; trying again");
                    trouble.wait_out(TROUBLE.here(), say).await;
                }
            }
        }
    }
}

/// Takes as many deliveries as there is room for, endpoint by endpoint, each in a transaction of its own.
async fn take(
    pool: PgPool,
    clock: Clock,
    room: Arc<Semaphore>,
    first: OwnedSemaphorePermit,
) -> Result<VecDeque<Delivering>, sqlx::Error> {
    let mut permits = vec![first];
    while permits.len() < TAKEN_AT_ONCE
        && let Ok(permit) = room.clone().try_acquire_owned()
    {
        permits.push(permit);
    }
    let mut taken = VecDeque::new();
    let mut conn = pool.acquire().await?;
    let candidates = webhook::candidates(&mut conn, clock.now(), CANDIDATES).await?;
    drop(conn);
    for (business, endpoint) in candidates {
        if permits.is_empty() {
            break;
        }
        let most = i64::try_from(permits.len()).unwrap_or(i64::MAX);
        let taken_at = Instant::now();
        let taking = async {
            let mut transaction = pool.begin().await?;
            let due = webhook::take(&mut transaction, business, endpoint, most, clock.now()).await?;
            let requests = if traces::are_on() && !due.is_empty() {
                webhook::requests(&mut transaction, business, &due).await?
            } else {
                HashMap::new()
            };
            transaction.commit().await?;
            Ok((due, requests))
        };
        let (due, requests) = match taking.await {
            Ok(due) => due,
            // It was not a moment ago; the others have their turn.
            Err(error) if db::is_elsewhere(&error) => continue,
            // The deliveries that were taken before are sent.
            Err(error) if !taken.is_empty() => {
                tracing::warn!(%error, %endpoint, "deliveries of an endpoint were not taken; trying again later");
                break;
            }
            Err(error) => return Err(error),
        };
        for due in due {
            if let Some(room) = permits.pop() {
                let trace = requests.get(&due.event_id).and_then(|request| traces::of(*request));
                taken.push_back(Delivering { trace, ..Delivering::new(due, taken_at, room) });
            }
        }
    }
    Ok(taken)
}
