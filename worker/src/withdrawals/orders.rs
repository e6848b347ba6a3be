//! Taking orders under a lease: the source of an apalis worker's tasks ([`crate::backend`]).
//!
//! A task is an order that belongs to this process until its lease ends. The lease is committed before the task exists,
//! so no provider is called about anything that could be rolled back. apalis asks for an order only when the provider's
//! limit has room, so no leased order waits. Dropping a task loses nothing: when the lease has ended, another worker
//! takes the order and asks its provider about it.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::TimeDelta;
use domain::platform::db;
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use domain::withdrawal::lease;
use sqlx::{Connection, PgConnection};
use tokio::time::Instant;

use crate::backend::{IdleWait, Source, jittered};
use crate::retry::DatabaseBackoff;
use crate::session::with_silence_limit;
use crate::withdrawals::desk::{Desk, LeasedOrder};

/// How many orders a poll looks at: more than there are processes, so that each process finds one that no other takes.
const CANDIDATES: i64 = 16;

/// The first and the longest wait after a poll that found nothing. Orders have no hints: the hints of allocations would
/// wake every desk for each allocation, and a quarter of a second does not matter to a withdrawal.
const IDLE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// Limits the rate of the log line that taking orders failed.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// The source of one provider's orders.
#[derive(Clone)]
pub struct Orders {
    desk: Desk,
}

impl Orders {
    /// Returns the source of the orders of `desk`.
    pub const fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

impl Source for Orders {
    type Job = LeasedOrder;

    async fn next(&mut self) -> VecDeque<LeasedOrder> {
        let Self { desk } = self;
        let mut trouble = DatabaseBackoff::new();
        let mut wait = IdleWait::new(IDLE);
        loop {
            match try_take(desk).await {
                Ok(Some(order)) => return VecDeque::from([order]),
                Ok(None) => {
                    trouble.reset();
                    tokio::time::sleep(jittered(wait.now(), &desk.clock)).await;
                    wait.grow();
                }
                Err(error) => {
                    let provider = &desk.name;
                    let say = |suppressed| tracing::warn!(%error, suppressed, provider, "taking withdrawals failed; trying again");
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
            }
        }
    }
}

/// Takes the first due order that no other worker takes.
async fn try_take(desk: &Desk) -> Result<Option<LeasedOrder>, sqlx::Error> {
    let mut conn = desk.pool.acquire().await?;
    let taken = with_silence_limit(take_first(desk, &mut conn)).await;
    if taken.is_err() {
        // The connection may be in a transaction, or silent, so it is closed and not returned to the pool.
        conn.close_on_drop();
    }
    taken
}

async fn take_first(desk: &Desk, conn: &mut PgConnection) -> Result<Option<LeasedOrder>, sqlx::Error> {
    let ends = Instant::now() + desk.lease();
    let now = desk.clock.now();
    let until = now + TimeDelta::from_std(desk.lease()).unwrap_or(TimeDelta::minutes(5));
    for (business, id) in lease::due(conn, &desk.name, now, CANDIDATES).await? {
        let mut transaction = conn.begin().await?;
        match lease::take(&mut transaction, business, id, now, until).await {
            Ok(Some(order)) => {
                transaction.commit().await?;
                return Ok(Some(LeasedOrder { order, until: ends }));
            }
            Err(error) if !db::is_elsewhere(&error) => return Err(error),
            _ => transaction.rollback().await?,
        }
    }
    Ok(None)
}
