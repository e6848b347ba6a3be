//! The apalis backend: a stream of claims.
//!
//! A task *is* an open transaction: it owns one business (the lock of its ring row) and has deleted the jobs it took
//! from the queue. Dropping it closes its connection and so rolls it back; nothing has to notice a dead worker. apalis
//! asks for a claim only when its service is ready to carry one out, so no claim waits with its locks held.
//!
//! Database errors never leave the backend (apalis would end the worker): it backs off, reconnects and goes on.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::task::Task;
use apalis_core::task::builder::TaskBuilder;
use apalis_core::task::task_id::{RandomId, TaskId};
use apalis_core::worker::context::WorkerContext;
use domain::clock::Clock;
use domain::db::{self, Role};
use domain::hints::Hinted;
use domain::ids::BusinessId;
use domain::queue::mark::{self, Mark};
use domain::queue::{self, Job};
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::SecretString;
use sqlx::postgres::PgTransactionManager;
use sqlx::{PgConnection, TransactionManager};

use crate::retry::DatabaseBackoff;

/// How many businesses a poll looks at: more than there are workers, so that each finds one that no other owns.
const CANDIDATES: i64 = 64;

/// The first and the longest wait after a poll that found nothing, when hints arrive as well.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// The longest wait after a poll that found nothing, when polling is all there is.
const IDLE_POLL_ONLY: Duration = Duration::from_millis(100);

/// How long a step of a claim may take before its connection is given up: longer than the server's own limits, so
/// that it means a silent peer.
pub const SILENCE: Duration = Duration::from_secs(40);

/// The two connections of a worker: one holds the claim's transaction, the other commits its mark.
#[derive(Debug)]
pub struct Session {
    /// In the claim's transaction.
    pub work: PgConnection,
    /// Never in a transaction.
    pub marks: PgConnection,
}

/// Jobs of one business in an open transaction.
#[derive(Debug)]
pub struct Claim {
    /// The connections; give them back with [`Sessions::give_back`] after the commit.
    pub session: Session,
    /// Whose jobs.
    pub business_id: BusinessId,
    /// The jobs, in queue order; never empty.
    pub jobs: Vec<Job>,
    /// The mark of a claim that died, if these jobs are among its suspects: then there is one job.
    pub suspected: Option<Mark>,
    /// Whether there may be more.
    pub full: bool,
}

/// Where a worker's connections rest between claims; opened when they are needed.
#[derive(Debug, Clone)]
pub struct Sessions {
    url: SecretString,
    resting: Arc<Mutex<Option<Session>>>,
}

/// What claiming needs.
#[derive(Debug, Clone)]
pub struct ClaimSettings {
    /// The database.
    pub database_url: SecretString,
    /// The most jobs of a claim.
    pub claim_size: u32,
    /// Whether hints do not arrive.
    pub poll_only: bool,
    /// The time, and new ids.
    pub clock: Clock,
}

/// The backend of one apalis worker.
pub struct Claims {
    settings: ClaimSettings,
    sessions: Sessions,
    hinted: Hinted,
    fetching: Option<BoxFuture<'static, (Claim, Hinted)>>,
}

/// The backend has no error to report: it handles its own.
#[derive(Debug, thiserror::Error)]
pub enum Never {}

impl Sessions {
    /// No connection yet.
    pub fn new(url: SecretString) -> Self {
        Self { url, resting: Arc::default() }
    }

    /// Takes the resting connections, or opens new ones.
    async fn take(&self) -> Result<Session, sqlx::Error> {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner).take();
        match resting {
            Some(session) => Ok(session),
            None => {
                let (work, marks) =
                    tokio::try_join!(db::connect(&self.url, Role::Worker), db::connect_for_marks(&self.url))?;
                Ok(Session { work, marks })
            }
        }
    }

    /// Lets connections rest that are in no transaction. Others must be dropped instead.
    pub fn give_back(&self, session: Session) {
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }
}

impl Claims {
    /// A backend that claims for one worker; connections rest in `sessions`.
    pub fn new(settings: ClaimSettings, sessions: Sessions, hinted: Hinted) -> Self {
        Self { settings, sessions, hinted, fetching: None }
    }
}

impl Backend for Claims {
    type Task = Task<Claim>;
    type Error = Never;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(&mut self, cx: &mut Context<'_>, _: &WorkerContext) -> Poll<Option<Result<Task<Claim>, Never>>> {
        let fetching = self.fetching.get_or_insert_with(|| {
            next_claim(self.settings.clone(), self.sessions.clone(), self.hinted.clone()).boxed()
        });
        let (claim, hinted) = std::task::ready!(fetching.poll_unpin(cx));
        self.fetching = None;
        self.hinted = hinted;
        Poll::Ready(Some(Ok(TaskBuilder::new(claim).task_id(TaskId::from_string(RandomId::default())).build())))
    }

    fn poll_close(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Never>> {
        // Whatever was being claimed is rolled back by its connection's end.
        self.fetching = None;
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for Claims {
    type Args = Claim;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ClaimSettings;
    type Layer = tower::layer::util::Identity;

    fn config(&self) -> &ClaimSettings {
        &self.settings
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        tower::layer::util::Identity::new()
    }
}

/// Polls until there is a claim. Database trouble is waited out.
async fn next_claim(settings: ClaimSettings, sessions: Sessions, mut hinted: Hinted) -> (Claim, Hinted) {
    let mut trouble = DatabaseBackoff::new();
    let longest = if settings.poll_only { IDLE_POLL_ONLY } else { IDLE.1 };
    let mut idle = IDLE.0;
    loop {
        match tokio::time::timeout(SILENCE, try_claim(&settings, &sessions)).await {
            Ok(Ok(Some(claim))) => {
                metrics::counter!("payout_claims_total", "result" => if claim.full { "full" } else { "partial" })
                    .increment(1);
                return (claim, hinted);
            }
            Ok(Ok(None)) => {
                trouble.reset();
                metrics::counter!("payout_claims_total", "result" => "empty").increment(1);
                let woken = hinted.within(jittered(idle, &settings.clock)).await;
                if !woken {
                    metrics::counter!("payout_wakeups_total", "source" => "poll").increment(1);
                }
                idle = if woken { IDLE.0 } else { (idle * 2).min(longest) };
            }
            Ok(Err(error)) => {
                let wait = trouble.next();
                tracing::warn!(%error, ?wait, "claiming failed; trying again");
                tokio::time::sleep(wait).await;
            }
            Err(_) => tracing::warn!("the database did not answer; reconnecting"),
        }
    }
}

/// Up to a quarter more or less, so that idle workers do not poll in step.
fn jittered(wait: Duration, clock: &Clock) -> Duration {
    let random = clock.id().as_u128() as u32 % 1_000;
    wait * (750 + random / 2) / 1_000
}

/// Claims from the first candidate that no other worker owns. The connections rest again when there is nothing to
/// claim; after an error they are dropped.
async fn try_claim(settings: &ClaimSettings, sessions: &Sessions) -> Result<Option<Claim>, sqlx::Error> {
    let started = tokio::time::Instant::now();
    let mut session = sessions.take().await?;
    for business_id in queue::candidates(&mut session.work, settings.clock.now(), CANDIDATES).await? {
        PgTransactionManager::begin(&mut session.work, None).await?;
        if queue::own(&mut session.work, business_id).await? {
            let (jobs, suspected) = take(&mut session.work, business_id, settings.claim_size).await?;
            if !jobs.is_empty() {
                metrics::histogram!("payout_claim_duration_seconds").record(started.elapsed().as_secs_f64());
                let full = suspected.is_some() || jobs.len() == settings.claim_size as usize;
                return Ok(Some(Claim { session, business_id, jobs, suspected, full }));
            }
        }
        PgTransactionManager::rollback(&mut session.work).await?;
    }
    sessions.give_back(session);
    Ok(None)
}

/// Takes the next jobs of an owned business: one at a time while they are suspects of an earlier claim's death.
async fn take(
    conn: &mut PgConnection,
    business: BusinessId,
    claim_size: u32,
) -> Result<(Vec<Job>, Option<Mark>), sqlx::Error> {
    let Some(mark) = mark::find(conn, business).await? else {
        return Ok((queue::take(conn, business, i64::from(claim_size)).await?, None));
    };
    let jobs = queue::take(conn, business, 1).await?;
    let suspected = jobs.first().is_some_and(|job| mark.covers(job)).then_some(mark);
    Ok((jobs, suspected))
}
