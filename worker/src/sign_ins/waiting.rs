//! Taking the sign-ins that wait for a worker: the source of an apalis worker's tasks ([`crate::backend`]).
//!
//! Sign-ins have no hints, and neither have orders of withdrawals. A hint would need a channel of its own and a
//! connection in each worker, and a person who has just typed a password does not notice a quarter of a second.

use std::collections::VecDeque;
use std::time::Duration;

use domain::oidc::sign_ins::{self, TakenSignIn};
use domain::platform::in_cell::{CELLS, PerCell};
use domain::platform::pace::Pace;
use sqlx::Connection;

use super::SignIns;
use crate::backend::{IdleWait, Source, jittered};
use crate::retry::DatabaseBackoff;
use crate::session::with_silence_limit;

/// The first and the longest wait after a poll that found nothing.
const IDLE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// Limits the rate of the log line that taking sign-ins failed.
static TROUBLE: PerCell<Pace> = PerCell([const { Pace::new() }; CELLS]);

/// The source of waiting sign-ins.
#[derive(Debug, Clone)]
pub struct Waiting {
    sign_ins: SignIns,
}

impl Waiting {
    /// Returns the source of the sign-ins through the configured provider.
    pub const fn new(sign_ins: SignIns) -> Self {
        Self { sign_ins }
    }
}

impl Source for Waiting {
    type Job = TakenSignIn;

    async fn next(&mut self) -> VecDeque<TakenSignIn> {
        let mut trouble = DatabaseBackoff::new();
        let mut wait = IdleWait::new(IDLE);
        loop {
            match try_take(&self.sign_ins).await {
                Ok(Some(taken)) => return VecDeque::from([taken]),
                Ok(None) => {
                    trouble.reset();
                    tokio::time::sleep(jittered(wait.now(), &self.sign_ins.clock)).await;
                    wait.grow();
                }
                Err(error) => {
                    let say = |suppressed| tracing::warn!(%error, suppressed, "taking sign-ins failed; trying again");
                    trouble.wait_out(TROUBLE.current(), say).await;
                }
            }
        }
    }
}

async fn try_take(sign_ins: &SignIns) -> Result<Option<TakenSignIn>, sqlx::Error> {
    let mut conn = sign_ins.pool.acquire().await?;
    let taken = with_silence_limit(async {
        let mut transaction = conn.begin().await?;
        let taken = sign_ins::take(&mut transaction, &sign_ins.client.issuer, sign_ins.clock.now()).await?;
        transaction.commit().await?;
        Ok(taken)
    });
    let taken = taken.await;
    if taken.is_err() {
        // The connection may be in a transaction, or silent, so it is closed and not returned to the pool.
        conn.close_on_drop();
    }
    taken
}
