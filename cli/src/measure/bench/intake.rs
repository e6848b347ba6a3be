//! Measures how fast a batch is accepted, from the first byte to the 202.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::batch::{self, NewBatch};
use domain::bench::CopyRows;
use domain::clock::Clock;
use domain::ids::{AllocationId, BusinessId};
use domain::money::Cents;
use domain::platform::db::{self, Role};
use serde::Deserialize;
use sqlx::Connection;
use tempfile::TempDir;

use super::Bench;
use crate::client::{Client, Format, Mode, Submission};
use crate::error::{CliError, file};
use crate::local::merchant::{self, Funds};
use crate::local::stack::{Stack, StackOptions};
use crate::rewards;
use crate::rewards::submission;

/// The number of items of the batch at scale 1: the maximum.
const ITEMS: u32 = 1_000_000;

/// The money of the businesses of these measurements, which pay nothing.
const FUNDS: Funds = Funds { balance: 0, payout_balance: 1 };

#[derive(Deserialize)]
struct Reward {
    email: String,
    amount: i64,
    reference: String,
}

/// Returns the items per second of a batch in `format` over HTTP, each with a reference, while no worker runs.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn product(bench: &Bench, format: Format) -> Result<f64, CliError> {
    let items = items(bench);
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let path = directory.path().join("rewards");
    rewards::generate(&path, format, u64::from(items), "bench")?;
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", FUNDS).await?;
    let options = StackOptions { worker: false, ..StackOptions::default() };
    let stack = Stack::start(&scratch.url, &bench.secrets, &options).await?;
    let client = Client::new(&stack.api_url(), merchant.api_key)?;
    let submission = Submission {
        path: &path,
        format,
        mode: Mode::BestEffort,
        rates: None,
        scheduled_at: None,
        idempotency_key: "bench",
    };
    let (accepted, took) = submission::upload(&client, &submission).await?;
    let counts = client.batch(&accepted.batch_id).await?.counts;
    if counts.pending != i64::from(items) {
        return Err(CliError::Failed(format!("{} of {items} items are pending", counts.pending)));
    }
    stack.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(rate(items, took))
}

/// Returns the items per second of COPY with the same rows into the same tables with the same indexes, in one
/// transaction.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn limit(bench: &Bench) -> Result<f64, CliError> {
    let items = items(bench);
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let path = directory.path().join("rewards");
    rewards::generate(&path, Format::Csv, u64::from(items), "bench")?;
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let merchant = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", FUNDS).await?;
    let clock = Clock::System;
    let mut new = new_batch(bench, merchant.business_id, &path)?;
    let (chunks, first, last) = copy_rows(&path, &new, usize::MAX)?;
    new.first_allocation_id = first;

    let started = Instant::now();
    let mut work = conn.begin().await?;
    batch::begin(&mut work, &new, clock.now()).await?;
    for rows in &chunks {
        rows.copy(&mut work).await?;
    }
    batch::complete_acceptance(&mut work, &new, last, 0, 0, clock.now()).await?;
    domain::ring::announce(&mut work, new.business_id, clock.now()).await?;
    work.commit().await?;
    let took = started.elapsed();
    drop(chunks);
    scratch.verify_and_drop().await?;
    Ok(rate(items, took))
}

/// Returns a batch of the CSV file's items, ready to begin.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn new_batch(bench: &Bench, business_id: BusinessId, path: &Path) -> Result<NewBatch, CliError> {
    let clock = Clock::System;
    Ok(NewBatch {
        id: clock.id().into(),
        business_id,
        idempotency_key: "bench".into(),
        fingerprint: [0; 32],
        request_id: clock.id(),
        first_allocation_id: clock.id().into(),
        total: i64::from(items(bench)),
        total_amount: Cents::new(rewards::sums(path, Format::Csv)?.cents),
        scheduled_at: None,
        mode: batch::Mode::BestEffort,
    })
}

/// Returns the rows of the file's items, in groups of the given size, and the ids of the first and the last.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn copy_rows(
    path: &Path,
    batch: &NewBatch,
    together: usize,
) -> Result<(Vec<CopyRows>, AllocationId, AllocationId), CliError> {
    let unreadable = |error: csv::Error| CliError::Failed(format!("{}: {error}", path.display()));
    let (mut chunks, mut rows) = (Vec::new(), CopyRows::default());
    let mut ids = (batch.first_allocation_id, batch.first_allocation_id);
    for (place, reward) in csv::Reader::from_path(path).map_err(unreadable)?.deserialize().enumerate() {
        let reward: Reward = reward.map_err(unreadable)?;
        let id = if place == 0 { ids.0 } else { Clock::System.id().into() };
        ids.1 = id;
        if place > 0 && place % together == 0 {
            let next = rows.next();
            chunks.push(std::mem::replace(&mut rows, next));
        }
        rows.push((batch.business_id, batch.id, id), &reward.email, reward.amount, &reward.reference);
    }
    chunks.push(rows);
    Ok((chunks, ids.0, ids.1))
}

/// The number of items of a batch.
pub(super) fn items(bench: &Bench) -> u32 {
    bench.scaled(ITEMS, 1_000).min(ITEMS)
}

fn rate(items: u32, took: Duration) -> f64 {
    f64::from(items) / took.as_secs_f64()
}
