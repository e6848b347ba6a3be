//! Measures a batch from its first byte to its last payment, and the memory that it takes.

use std::time::{Duration, Instant};

use domain::batch;
use domain::bench as limits;
use domain::clock::Clock;
use domain::ids::BusinessId;
use domain::platform::db::{self, Role};
use secrecy::SecretString;
use sqlx::Connection;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::backlog;
use super::intake::{copy_rows, items, new_batch};
use super::{Bench, LIMIT_CLAIM_SIZE, Scratch};
use crate::client::{Client, Format, Mode, Submission};
use crate::error::{CliError, file};
use crate::local::merchant::{self, Funds, Merchant};
use crate::local::processes::Programs;
use crate::rewards;
use crate::rewards::submission;

/// The number of items in one COPY of the limit. Each COPY is a transaction of its own.
const COPY_ITEMS: usize = 10_000;

/// How long the limit's applying session waits when it has caught up with the recording one.
const PAUSE: Duration = Duration::from_millis(1);

/// The measurements of one batch.
#[derive(Debug, Clone, Copy)]
pub struct Combined {
    /// Items per second, from the first byte to the last payment.
    pub rate: f64,
    /// Items per second that COPY records while the best statement applies them.
    pub limit_rate: f64,
    /// The peak memory of the API, above what it held before, in MiB.
    pub api_above_idle_mib: f64,
    /// The peak memory of the worker, in MiB.
    pub worker_mib: f64,
}

/// Sends a batch through an API and a worker in separate processes, and through the database alone.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench) -> Result<Combined, CliError> {
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let path = directory.path().join("rewards");
    rewards::generate(&path, Format::Csv, u64::from(items(bench)), "bench")?;
    let limit_rate = limit(bench, &path).await?;
    rewards::generate(&path, Format::Ndjson, u64::from(items(bench)), "bench")?;

    let (scratch, merchant) = funded(bench, rewards::sums(&path, Format::Ndjson)?.cents).await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let api = programs.api().await?;
    let mut worker = programs.worker(None)?;
    let client = Client::new(&api.url, merchant.api_key)?;
    let idle = api.process.memory()?;
    let submission = Submission {
        path: &path,
        format: Format::Ndjson,
        mode: Mode::BestEffort,
        idempotency_key: "bench",
        rates: None,
        scheduled_at: None,
    };
    let started = Instant::now();
    submission::upload(&client, &submission).await?;
    backlog::until_unpaid(&mut conn, 0, || worker.is_running()).await?;
    let took = started.elapsed();
    let (api_memory, worker_memory) = (api.process.memory()?, worker.memory()?);
    worker.stop().await?;
    api.process.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(Combined {
        rate: f64::from(items(bench)) / took.as_secs_f64(),
        limit_rate,
        api_above_idle_mib: (api_memory.peak - idle.now).max(0.0),
        worker_mib: worker_memory.peak,
    })
}

/// Measures the limit: one session records with COPY, with the keys' index, while another applies what is there.
async fn limit(bench: &Bench, path: &std::path::Path) -> Result<f64, CliError> {
    let (scratch, merchant) = funded(bench, rewards::sums(path, Format::Csv)?.cents).await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let mut new = new_batch(bench, merchant.business_id, path)?;
    let (chunks, first, last) = copy_rows(path, &new, COPY_ITEMS)?;
    new.first_allocation_id = first;
    let recorded = CancellationToken::new();
    let started = Instant::now();
    let applying = tokio::spawn(apply(scratch.url.clone(), merchant.business_id, recorded.clone()));
    let mut work = conn.begin().await?;
    batch::begin(&mut work, &new, Clock::System.now()).await?;
    work.commit().await?;
    for chunk in chunks {
        let mut work = conn.begin().await?;
        chunk.copy(&mut work).await?;
        work.commit().await?;
    }
    let mut work = conn.begin().await?;
    batch::complete_acceptance(&mut work, &new, last, 0, 0, Clock::System.now()).await?;
    work.commit().await?;
    recorded.cancel();
    applying.await.map_err(|error| CliError::Failed(format!("a session crashed: {error}")))??;
    let took = started.elapsed();
    let unpaid = limits::unpaid_cents(&mut conn).await?;
    if unpaid != 0 {
        return Err(CliError::Failed(format!("the limit's statement left {unpaid} cents unpaid")));
    }
    scratch.drop().await?;
    Ok(f64::from(items(bench)) / took.as_secs_f64())
}

/// Applies what is there, until it finds nothing after everything was `recorded`.
async fn apply(url: SecretString, business: BusinessId, recorded: CancellationToken) -> Result<(), CliError> {
    let mut conn = db::connect(&url, Role::Worker).await?;
    limits::join_by_hash_only(&mut conn).await?;
    loop {
        let all = recorded.is_cancelled();
        if limits::apply_set(&mut conn, business, LIMIT_CLAIM_SIZE, Clock::System.now()).await? == 0 {
            if all {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Creates a database with a business that can pay `cents`.
///
/// # Errors
/// If the database fails.
pub(super) async fn funded(bench: &Bench, cents: i64) -> Result<(Scratch, Merchant), CliError> {
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let funds = Funds { balance: 0, payout_balance: cents };
    let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", funds).await?;
    Ok((scratch, merchant))
}
