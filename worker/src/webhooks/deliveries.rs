//! Taking deliveries under a lease: the source of the relay's tasks ([`crate::backend`]).
//!
//! It takes only as many deliveries as this process can send at once, so no leased delivery waits. Endpoints take
//! turns, and each gets as many deliveries as it may have in flight.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use domain::platform::db;
use domain::platform::hints::Hinted;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::traces::{self, Trace};
use domain::webhook::{self, DueDelivery};
use sqlx::PgPool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::backend::{IdleWait, Source};
use crate::retry::DatabaseBackoff;

/// How many endpoints a poll looks at.
const CANDIDATES: i64 = 64;

/// How many deliveries one poll takes, at most.
const TAKEN_AT_ONCE: usize = 64;

/// The first and the longest wait after a poll that found nothing. Only polling finds events that other processes
/// wrote.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// How often the relay looks for endpoints that have due deliveries but were not woken.
const WAKE_EVERY: Duration = Duration::from_secs(1);

/// How long a poll may take before the relay gives up its connection.
const POLL_WITHIN: Duration = Duration::from_secs(10);

/// Limits the rate of the log line that taking deliveries failed.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// A delivery under this process's lease, with its permit among the deliveries in flight.
#[derive(Debug)]
pub struct Delivering {
    /// The delivery to send.
    pub due: DueDelivery,
    /// The latest time at which the attempt may begin. When a frozen process wakes, another relay may have the
    /// delivery, or it may have been paused, deleted or undone by a restore.
    pub begins_until: Instant,
    /// The trace of the request that caused the event, if that request is traced.
    pub trace: Option<Trace>,
    room: OwnedSemaphorePermit,
}

/// The source of deliveries for the relay.
#[derive(Clone)]
pub struct Deliveries {
    pool: PgPool,
    clock: Clock,
    room: Arc<Semaphore>,
    hinted: Hinted,
    looked_at: Instant,
}

impl Delivering {
    /// Returns a delivery that was leased at `taken_at` or later.
    pub fn new(due: DueDelivery, taken_at: Instant, room: OwnedSemaphorePermit) -> Self {
        Self { due, begins_until: taken_at + webhook::LEASE_MARGIN, trace: None, room }
    }

    /// Frees the permit, because the attempt has ended or was not begun.
    pub fn done(self) {
        drop(self.room);
    }
}

impl Deliveries {
    /// Returns a source that has at most `room` deliveries in flight. `hinted` receives a hint when an attempt has
    /// ended.
    pub fn new(pool: PgPool, clock: Clock, room: u16, hinted: Hinted) -> Self {
        let room = Arc::new(Semaphore::new(usize::from(room)));
        Self { pool, clock, room, hinted, looked_at: Instant::now() }
    }

    /// Wakes the endpoints that a writer of events had to skip. Does so once a second, at most.
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
            tracing::debug!(%error, "searching for endpoints that were not woken failed; the next poll searches again");
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
            // The semaphore is never closed, so this always succeeds.
            let Ok(first) = self.room.clone().acquire_owned().await else { continue };
            // In a task of its own, because a transaction that is dropped midway would cost its connection.
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
                    let say = |suppressed| tracing::warn!(%error, suppressed, "taking deliveries failed; trying again");
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
                Ok(Err(_)) | Err(_) => {
                    let say = |suppressed| {
                        tracing::warn!(suppressed, "the database did not answer the relay; trying again")
                    };
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
            }
        }
    }
}

/// Takes as many deliveries as there are permits, endpoint by endpoint, with a transaction for each endpoint.
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
            // The business has just been held for its move. The other endpoints are served.
            Err(error) if db::is_elsewhere(&error) => continue,
            // The deliveries taken so far are sent.
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
