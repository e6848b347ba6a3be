//! Measures how fast a backlog is applied, and how much write-ahead log that takes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::bench as limits;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use futures::future::try_join_all;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::backlog::{self, Queued, Share, queued};
use super::{Bench, LIMIT_CLAIM_SIZE, claim};
use crate::error::CliError;
use crate::local::stack::{self, StackOptions};

/// The number of jobs of the backlog at scale 1.
const JOBS: u32 = 500_000;

/// The measurements of one backlog.
#[derive(Debug, Clone, Copy)]
pub struct Applied {
    /// Allocations per second, by the product's worker.
    pub rate: f64,
    /// Allocations per second, in the limit's best run.
    pub limit_rate: f64,
    /// Bytes of write-ahead log for an allocation, by the product's worker.
    pub wal_bytes: f64,
    /// Bytes of write-ahead log for an allocation in the limit's best run.
    pub limit_wal_bytes: f64,
}

/// One run over a backlog.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Allocations per second.
    pub rate: f64,
    /// Bytes of write-ahead log for an allocation.
    pub wal_bytes: f64,
}

/// Applies a backlog of this many businesses: with the product's worker, and with the limit's statement in one and in
/// two sessions.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench, businesses: usize) -> Result<Applied, CliError> {
    let one = limit(bench, businesses, 1).await?;
    let two = limit(bench, businesses, 2).await?;
    let best = if two.rate > one.rate { two } else { one };
    let product = product(bench, businesses, false).await?;
    Ok(Applied {
        rate: product.rate,
        limit_rate: best.rate,
        wal_bytes: product.wal_bytes,
        limit_wal_bytes: best.wal_bytes,
    })
}

/// Returns the speed of applying a backlog of one business while a snapshot is held from before the first claim to
/// after the last, relative to the speed without one.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn behind_a_snapshot(bench: &Bench) -> Result<f64, CliError> {
    let free = product(bench, 1, false).await?;
    let pinned = product(bench, 1, true).await?;
    Ok(pinned.rate / free.rate)
}

async fn product(bench: &Bench, businesses: usize, pinned: bool) -> Result<Run, CliError> {
    let jobs = jobs(bench);
    let scratch = queued(bench, &[Share { businesses, jobs, spare: 0 }]).await?.scratch;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let options = StackOptions::default();
    let config = stack::worker_config(&scratch.url, &bench.secrets, &options);
    let (metrics, stop) = (stack::metrics()?, CancellationToken::new());
    let pin = if pinned { Some(claim::pin(&scratch.url, stop.clone()).await?) } else { None };
    let wal = limits::wal_bytes(&mut conn).await?;
    let started = Instant::now();
    let worker = tokio::spawn(stack::run_worker(config, metrics, stop.clone()));
    let paid = backlog::until_unpaid(&mut conn, 0, || !worker.is_finished()).await;
    let took = started.elapsed();
    let wal = limits::wal_bytes(&mut conn).await? - wal;
    stop.cancel();
    paid?;
    worker.await.map_err(|error| CliError::Failed(format!("the worker crashed: {error}")))??;
    if let Some(pin) = pin {
        pin.await.map_err(|error| CliError::Failed(format!("the snapshot's session crashed: {error}")))??;
    }
    scratch.verify_and_drop().await?;
    Ok(Run::of(jobs, took, wal))
}

/// Applies a backlog of this many businesses with the limit's statement, in this many sessions.
///
/// # Errors
/// If the database fails.
pub async fn limit(bench: &Bench, businesses: usize, sessions: usize) -> Result<Run, CliError> {
    let jobs = jobs(bench);
    let Queued { scratch, merchants, .. } = queued(bench, &[Share { businesses, jobs, spare: 0 }]).await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let wal = limits::wal_bytes(&mut conn).await?;
    let businesses: Arc<[BusinessId]> = merchants.iter().map(|merchant| merchant.business_id).collect();
    let started = Instant::now();
    try_join_all((0..sessions).map(|session| {
        let (url, businesses) = (scratch.url.clone(), Arc::clone(&businesses));
        async move {
            let looping =
                tokio::spawn(async move { apply_in_a_loop(&url, &businesses, session, sessions).await });
            looping.await.map_err(|error| CliError::Failed(format!("a session crashed: {error}")))?
        }
    }))
    .await?;
    let took = started.elapsed();
    let wal = limits::wal_bytes(&mut conn).await? - wal;
    let unpaid = limits::unpaid_cents(&mut conn).await?;
    if unpaid != 0 {
        return Err(CliError::Failed(format!("the limit's statement left {unpaid} cents unpaid")));
    }
    scratch.drop().await?;
    Ok(Run::of(jobs, took, wal))
}

/// Applies the share of one session: every `sessions`th business, so that no two sessions work on one. If there are
/// fewer businesses than sessions, all sessions work on them.
async fn apply_in_a_loop(
    url: &SecretString,
    businesses: &[BusinessId],
    session: usize,
    sessions: usize,
) -> Result<(), CliError> {
    let mut conn = db::connect(url, Role::Worker).await?;
    limits::join_by_hash_only(&mut conn).await?;
    let first = if businesses.len() < sessions { 0 } else { session };
    let mut own: Vec<BusinessId> = businesses.iter().copied().skip(first).step_by(sessions).collect();
    while !own.is_empty() {
        let mut busy = Vec::with_capacity(own.len());
        for business in own {
            if limits::apply_set(&mut conn, business, LIMIT_CLAIM_SIZE, Clock::System.now()).await? > 0 {
                busy.push(business);
            }
        }
        own = busy;
    }
    Ok(())
}

/// The number of jobs of a backlog to be applied.
pub fn jobs(bench: &Bench) -> i64 {
    i64::from(bench.scaled(JOBS, 1_000))
}

impl Run {
    fn of(jobs: i64, took: Duration, wal: i64) -> Self {
        Self { rate: jobs as f64 / took.as_secs_f64(), wal_bytes: wal as f64 / jobs as f64 }
    }
}
