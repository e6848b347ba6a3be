//! The apalis backend of the relay: a stream of leased deliveries.
//!
//! It takes no more than there is room for in this process, so nothing that is leased waits. Endpoints come in the order in
//! which their turns came, each for as many deliveries as it may have under way. Database errors never leave the backend
//! (apalis would end the worker): it backs off and goes on.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::{RandomId, TaskId};
use apalis_core::worker::context::WorkerContext;
use domain::clock::Clock;
use domain::hints::Hinted;
use domain::pace::Pace;
use domain::webhook::{self, Due};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgPool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tower::layer::util::Identity;

use crate::claims::Never;
use crate::retry::DatabaseBackoff;

/// How many endpoints a poll looks at.
const CANDIDATES: i64 = 64;

/// The most deliveries of one poll.
const TAKEN_AT_ONCE: usize = 64;

/// The first and the longest wait after a poll that found nothing. What other processes write is found by polling.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// How often endpoints are looked for that nobody woke.
const WAKE_EVERY: Duration = Duration::from_secs(1);

/// How long a poll may take before its connection is given up.
const POLL_WITHIN: Duration = Duration::from_secs(10);

/// How often it is said that deliveries cannot be taken.
static TROUBLE: Pace = Pace::new();

/// A delivery that this process has leased, and its place among those under way.
#[derive(Debug)]
pub struct Delivering {
    /// What to send.
    pub due: Due,
    room: OwnedSemaphorePermit,
}

/// The backend.
pub struct Deliveries {
    polling: Polling,
    fetching: Option<BoxFuture<'static, (VecDeque<Delivering>, Polling)>>,
    taken: VecDeque<Delivering>,
}

struct Polling {
    pool: PgPool,
    clock: Clock,
    room: Arc<Semaphore>,
    hinted: Hinted,
    looked_at: Instant,
}

impl Delivering {
    /// It is written down: another may take its place.
    pub fn done(self) {
        drop(self.room);
    }
}

impl Deliveries {
    /// A backend with `room` deliveries under way at a time; `hinted` says that one has ended.
    pub fn new(pool: PgPool, clock: Clock, room: u16, hinted: Hinted) -> Self {
        let room = Arc::new(Semaphore::new(usize::from(room)));
        let polling = Polling { pool, clock, room, hinted, looked_at: Instant::now() };
        Self { polling, fetching: None, taken: VecDeque::new() }
    }
}

impl Backend for Deliveries {
    type Task = Task<Delivering>;
    type Error = Never;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<Delivering>, Never>>> {
        loop {
            if let Some(delivering) = self.taken.pop_front() {
                let task = TaskBuilder::new(delivering).task_id(TaskId::from_string(RandomId::default()));
                return Poll::Ready(Some(Ok(task.build())));
            }
            let polling = &self.polling;
            let fetching = self.fetching.get_or_insert_with(|| next_deliveries(polling.again()).boxed());
            let (taken, polling) = std::task::ready!(fetching.poll_unpin(cx));
            (self.fetching, self.taken, self.polling) = (None, taken, polling);
        }
    }

    fn poll_close(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        // What was taken and is not sent is due again when its lease ends.
        self.fetching = None;
        self.taken.clear();
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for Deliveries {
    type Args = Delivering;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = Clock;
    type Layer = Identity;

    fn config(&self) -> &Clock {
        &self.polling.clock
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Identity::new()
    }
}

impl Polling {
    fn again(&self) -> Self {
        let Self { pool, clock, room, hinted, looked_at } = self;
        let (pool, clock, room, hinted) = (pool.clone(), clock.clone(), room.clone(), hinted.clone());
        Self { pool, clock, room, hinted, looked_at: *looked_at }
    }
}

/// Polls until there is something to deliver. Database trouble is waited out.
async fn next_deliveries(mut polling: Polling) -> (VecDeque<Delivering>, Polling) {
    let mut trouble = DatabaseBackoff::new();
    let mut idle = IDLE.0;
    loop {
        wake_forgotten(&mut polling).await;
        // Never closed: it always gives one.
        let Ok(first) = polling.room.clone().acquire_owned().await else { continue };
        // In a task of its own: a transaction that is dropped on its way would take its connection with it.
        let taking =
            tokio::spawn(take(polling.pool.clone(), polling.clock.clone(), polling.room.clone(), first));
        match tokio::time::timeout(POLL_WITHIN, taking).await {
            Ok(Ok(Ok(taken))) if !taken.is_empty() => return (taken, polling),
            Ok(Ok(Ok(_))) => {
                trouble.reset();
                let woken = polling.hinted.within(idle).await;
                idle = if woken { IDLE.0 } else { (idle * 2).min(IDLE.1) };
            }
            Ok(Ok(Err(error))) => {
                let wait = trouble.next();
                if let Some(more) = TROUBLE.due() {
                    tracing::warn!(%error, more, "taking deliveries failed; trying again");
                }
                tokio::time::sleep(wait).await;
            }
            Ok(Err(_)) | Err(_) => {
                let wait = trouble.next();
                if let Some(more) = TROUBLE.due() {
                    tracing::warn!(more, "the database did not answer the relay; trying again");
                }
                tokio::time::sleep(wait).await;
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
        let taking = async {
            let mut transaction = pool.begin().await?;
            let due = webhook::take(&mut transaction, business, endpoint, most, clock.now()).await?;
            transaction.commit().await?;
            Ok(due)
        };
        let due = match taking.await {
            Ok(due) => due,
            // What was taken before is sent.
            Err(error) if !taken.is_empty() => {
                tracing::warn!(%error, %endpoint, "deliveries of an endpoint were not taken; trying again later");
                break;
            }
            Err(error) => return Err(error),
        };
        for due in due {
            if let Some(room) = permits.pop() {
                taken.push_back(Delivering { due, room });
            }
        }
    }
    Ok(taken)
}

/// Now and then: what a writer of events had to skip.
async fn wake_forgotten(polling: &mut Polling) {
    if polling.looked_at.elapsed() < WAKE_EVERY {
        return;
    }
    polling.looked_at = Instant::now();
    let (pool, now) = (polling.pool.clone(), polling.clock.now());
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
