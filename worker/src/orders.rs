//! The apalis backend of withdrawals: a stream of orders under a lease.
//!
//! A task is an order that is this process's until its lease ends: the lease was committed before the task exists, so
//! that a provider is never called about anything that could be rolled back. apalis asks for an order only when there is
//! room under the provider's limit, so no lease runs while its order waits. Dropping a task loses nothing: when its lease
//! is over, another worker takes the order and asks its provider what became of it.
//!
//! Database errors never leave the backend, as in [`crate::claims`].

use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::{RandomId, TaskId};
use apalis_core::worker::context::WorkerContext;
use chrono::TimeDelta;
use domain::pace::Pace;
use domain::withdrawal::lease::{self, Leased};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{Connection, PgConnection};
use tower::layer::util::Identity;

use crate::claims::{Never, jittered};
use crate::retry::DatabaseBackoff;
use crate::session::SILENCE;
use crate::withdraw::Desk;

/// How many orders a poll looks at: more than there are processes, so that each finds one that no other takes.
const CANDIDATES: i64 = 16;

/// The first and the longest wait after a poll that found nothing. Nobody hints at orders: the hints of allocations would
/// wake every desk for each of those, and a quarter of a second is nothing to a withdrawal.
const IDLE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// The backend of one provider's apalis worker.
pub struct Orders {
    desk: Desk,
    fetching: Option<BoxFuture<'static, Leased>>,
}

impl Orders {
    /// A backend that takes the orders of `desk`.
    pub fn new(desk: Desk) -> Self {
        Self { desk, fetching: None }
    }
}

impl Backend for Orders {
    type Task = Task<Leased>;
    type Error = Never;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<Leased>, Never>>> {
        let fetching = self.fetching.get_or_insert_with(|| next_order(self.desk.clone()).boxed());
        let order = std::task::ready!(fetching.poll_unpin(cx));
        self.fetching = None;
        Poll::Ready(Some(Ok(TaskBuilder::new(order)
            .task_id(TaskId::from_string(RandomId::default()))
            .build())))
    }

    fn poll_close(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        // An order that was being taken is asked about when its lease is over.
        self.fetching = None;
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for Orders {
    type Args = Leased;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = Desk;
    type Layer = Identity;

    fn config(&self) -> &Desk {
        &self.desk
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Identity::new()
    }
}

/// How often it is said that orders cannot be taken.
static TROUBLE: Pace = Pace::new();

/// Polls until there is an order. Database trouble is waited out.
async fn next_order(desk: Desk) -> Leased {
    let mut trouble = DatabaseBackoff::new();
    let mut idle = IDLE.0;
    loop {
        match try_take(&desk).await {
            Ok(Some(order)) => return order,
            Ok(None) => {
                trouble.reset();
                tokio::time::sleep(jittered(idle, &desk.clock)).await;
                idle = (idle * 2).min(IDLE.1);
            }
            Err(error) => {
                let wait = trouble.next();
                if let Some(more) = TROUBLE.due() {
                    tracing::warn!(%error, more, provider = desk.name, "taking withdrawals failed; trying again");
                }
                tokio::time::sleep(wait).await;
            }
        }
    }
}

/// Takes the first order that is due and that nobody else takes.
async fn try_take(desk: &Desk) -> Result<Option<Leased>, sqlx::Error> {
    let mut conn = desk.pool.acquire().await?;
    let taken = tokio::time::timeout(SILENCE, take_first(desk, &mut conn)).await;
    let taken = taken.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    if taken.is_err() {
        // In a transaction or silent, nobody knows: closed, not given back.
        conn.close_on_drop();
    }
    taken
}

async fn take_first(desk: &Desk, conn: &mut PgConnection) -> Result<Option<Leased>, sqlx::Error> {
    let now = desk.clock.now();
    let until = now + TimeDelta::from_std(desk.lease()).unwrap_or(TimeDelta::minutes(5));
    for (business, id) in lease::due(conn, &desk.name, now, CANDIDATES).await? {
        let mut transaction = conn.begin().await?;
        if let Some(order) = lease::take(&mut transaction, business, id, now, until).await? {
            transaction.commit().await?;
            return Ok(Some(order));
        }
        transaction.rollback().await?;
    }
    Ok(None)
}
