//! Measures how long a claim takes: finding a business and taking its jobs, before they are processed.
//!
//! It calls the worker's own functions in sequence, from as many loops as a worker has concurrent claims, while the
//! leader's tasks run. Only the worker's framework is missing. So every claim is timed, and none is rounded into a
//! bucket.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::bench as limits;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::platform::hints::Hints;
use futures::future::try_join_all;
use hdrhistogram::Histogram;
use secrecy::SecretString;
use sqlx::Connection;
use tokio_util::sync::CancellationToken;
use worker::allocations::apply::{Applier, apply_claim};
use worker::allocations::claims::{ClaimSettings, Polled, try_claim};
use worker::leader::{Leading, lead};
use worker::session::Sessions;

use super::Bench;
use super::backlog::{Share, queued};
use crate::error::CliError;
use crate::local::stack::{self, StackOptions};
use crate::measure::singles::{histogram, micros, milliseconds};

/// The number of jobs of the backlog at scale 1.
const JOBS: u32 = 1_000_000;

/// How many businesses share it. The first has nine tenths.
const BUSINESSES: usize = 1_000;

/// How often the session with the old snapshot runs a statement. The server would end it after 5 s of silence.
const STIR_EVERY: Duration = Duration::from_secs(1);

/// How long a loop waits when another loop has the last business: a worker's first wait after a poll that found
/// nothing.
const PAUSE: Duration = Duration::from_millis(10);

/// Returns the p99 time of claims in milliseconds, until the backlog is paid. If `pinned`, a snapshot is held open
/// from before the first claim to after the last.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn p99_ms(bench: &Bench, pinned: bool) -> Result<f64, CliError> {
    let jobs = i64::from(bench.scaled(JOBS, 10_000));
    let shares = [
        Share { businesses: 1, jobs: jobs - jobs / 10, spare: 0 },
        Share { businesses: BUSINESSES - 1, jobs: jobs / 10, spare: 0 },
    ];
    let scratch = queued(bench, &shares).await?.scratch;
    let stop = CancellationToken::new();
    let pin = if pinned { Some(pin(&scratch.url, stop.clone()).await?) } else { None };
    let clock = Clock::System;
    let config = stack::worker_config(&scratch.url, &bench.secrets, &StackOptions::default());
    let (work, _) = Hints::new();
    let leading = Leading {
        asks: None,
        others: Vec::new(),
        database_url: scratch.url.clone(),
        clock: clock.clone(),
        work: work.clone(),
        keep_events_for: TimeDelta::days(config.webhooks.event_retention_days.into()),
        verify_every: None,
    };
    let leader = tokio::spawn(lead(leading, stop.clone()));
    let hash_keys = config.hash_keys().map_err(CliError::Usage)?;
    let applier = Arc::new(Applier { clock: clock.clone(), hash_keys, outcomes: work });
    let settings = ClaimSettings { claim_size: config.claim_size, poll_only: true, clock };
    let claiming = try_join_all((0..config.concurrency).map(|_| {
        let (settings, applier, url) = (settings.clone(), Arc::clone(&applier), scratch.url.clone());
        async move {
            let claiming = tokio::spawn(async move { claim_all(&settings, &applier, url).await });
            claiming.await.map_err(|error| CliError::Failed(format!("a worker crashed: {error}")))?
        }
    }))
    .await;
    stop.cancel();
    leader.await.map_err(|error| CliError::Failed(format!("the leader crashed: {error}")))?;
    if let Some(pin) = pin {
        pin.await.map_err(|error| CliError::Failed(format!("the snapshot's session crashed: {error}")))??;
    }
    let mut all = histogram()?;
    for one in claiming? {
        all.add(one).map_err(|error| CliError::Failed(error.to_string()))?;
    }
    scratch.verify_and_drop().await?;
    Ok(milliseconds(&all, 0.99))
}

/// Claims and applies until nothing is left. Returns how long each claim took, in microseconds.
async fn claim_all(
    settings: &ClaimSettings,
    applier: &Arc<Applier>,
    url: SecretString,
) -> Result<Histogram<u64>, CliError> {
    let mut conn = db::connect(&url, Role::Operator).await?;
    let sessions = Sessions::new(url);
    // Open the connections before the clock starts.
    sessions.put_back(sessions.take().await?);
    let mut latencies = histogram()?;
    loop {
        let started = Instant::now();
        let polled = try_claim(settings, &sessions).await?;
        let took = started.elapsed();
        if let Polled::Claim(claim) = polled {
            latencies.saturating_record(micros(took));
            let applied = apply_claim(*claim, Arc::clone(applier), sessions.clone()).await;
            applied.map_err(|error| CliError::Failed(format!("a claim failed: {error}")))?;
        } else if limits::unpaid_cents(&mut conn).await? == 0 {
            return Ok(latencies);
        } else {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Holds a snapshot until `stop`, as a report or a forgotten transaction does.
pub(super) async fn pin(
    url: &SecretString,
    stop: CancellationToken,
) -> Result<tokio::task::JoinHandle<Result<(), CliError>>, CliError> {
    let mut conn = db::connect(url, Role::Operator).await?;
    // The snapshot is that of the first statement.
    let (pinned, begun) = tokio::sync::oneshot::channel();
    let holding = tokio::spawn(async move {
        let mut snapshot = conn.begin_with("begin isolation level repeatable read, read only").await?;
        let before = limits::unpaid_cents(&mut snapshot).await?;
        // If the receiver is gone, this task ends too.
        let _ = pinned.send(());
        while stop.run_until_cancelled(tokio::time::sleep(STIR_EVERY)).await.is_some() {
            limits::wal_bytes(&mut snapshot).await?;
        }
        let after = limits::unpaid_cents(&mut snapshot).await?;
        if before != after {
            return Err(CliError::Failed("the snapshot was not held".into()));
        }
        Ok(())
    });
    if begun.await.is_err() {
        return Err(CliError::Failed("the snapshot could not be taken".into()));
    }
    Ok(holding)
}
