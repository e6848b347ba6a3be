//! The apalis backend: a stream of claims.
//!
//! A task *is* an open transaction: it owns one business (the lock of its ring row) and has deleted the jobs it took
//! from the queue. Dropping it closes its connection and so rolls it back; nothing has to notice a dead worker. apalis
//! asks for a claim only when its service is ready to carry one out, so no claim waits with its locks held.
//!
//! Database errors never leave the backend (apalis would end the worker): it backs off, reconnects and goes on.

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
use domain::ids::BusinessId;
use domain::queue::mark::{self, Mark};
use domain::queue::{self, Job};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::PgConnection;
use tower::layer::util::Identity;

use crate::retry::DatabaseBackoff;
use crate::session::{SILENCE, Session, Sessions};

/// How many businesses a poll looks at: more than there are workers, so that each finds one that no other owns.
const CANDIDATES: i64 = 64;

/// The first and the longest wait after a poll that found nothing, when hints arrive as well.
const IDLE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// The longest wait after a poll that found nothing, when polling is all there is.
const IDLE_POLL_ONLY: Duration = Duration::from_millis(100);

/// Jobs of one business in an open transaction.
#[derive(Debug)]
pub struct Claim {
    /// The connections, to be given back after the commit.
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

/// What claiming needs.
#[derive(Debug, Clone)]
pub struct ClaimSettings {
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

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<Claim>, Never>>> {
        let fetching = self.fetching.get_or_insert_with(|| {
            next_claim(self.settings.clone(), self.sessions.clone(), self.hinted.clone()).boxed()
        });
        let (claim, hinted) = std::task::ready!(fetching.poll_unpin(cx));
        self.fetching = None;
        self.hinted = hinted;
        Poll::Ready(Some(Ok(TaskBuilder::new(claim)
            .task_id(TaskId::from_string(RandomId::default()))
            .build())))
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
    type Layer = Identity;

    fn config(&self) -> &ClaimSettings {
        &self.settings
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        Identity::new()
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
pub(crate) fn jittered(wait: Duration, clock: &Clock) -> Duration {
    let random = clock.id().as_u128() as u32 % 1_000;
    wait * (750 + random / 2) / 1_000
}

/// Claims from the first candidate that no other worker owns. The connections rest again when there is nothing to
/// claim; after an error they are dropped.
async fn try_claim(settings: &ClaimSettings, sessions: &Sessions) -> Result<Option<Claim>, sqlx::Error> {
    let started = tokio::time::Instant::now();
    let mut session = sessions.take().await?;
    for business_id in queue::candidates(&mut session.work, settings.clock.now(), CANDIDATES).await? {
        session.begin().await?;
        if queue::own(&mut session.work, business_id).await? {
            let (jobs, suspected) = take(&mut session.work, business_id, settings.claim_size).await?;
            if !jobs.is_empty() {
                metrics::histogram!("payout_claim_duration_seconds").record(started.elapsed().as_secs_f64());
                let full = suspected.is_some() || jobs.len() == settings.claim_size as usize;
                return Ok(Some(Claim { session, business_id, jobs, suspected, full }));
            }
        }
        session.rollback().await?;
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
