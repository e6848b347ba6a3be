//! Measures ten batches of one business in sequence: whether paying gets slower as more has been paid.
//!
//! The first batch creates the payout users, and the others pay the same ones again. So the second batch is the first
//! that compares with the last.

use std::fmt;
use std::time::{Duration, Instant};

use domain::bench as limits;
use domain::platform::db::{self, Role};
use tempfile::TempDir;

use super::combined::funded;
use super::intake::items;
use super::{Bench, backlog};
use crate::client::{Client, Format, Mode, Submission};
use crate::error::{CliError, file};
use crate::local::processes::Programs;
use crate::rewards;
use crate::rewards::submission;

/// The number of batches.
const BATCHES: usize = 10;

/// How many tables are listed with their sizes.
const TABLES: i64 = 6;

/// The measurements.
#[derive(Debug, Clone)]
pub struct TenBatches {
    /// Items per batch.
    items: u32,
    /// The time of each batch from its first byte to its last payment.
    took: Vec<Duration>,
    /// The largest tables at the end, in bytes with their indexes.
    tables: Vec<(String, i64)>,
}

impl TenBatches {
    /// Returns the speed of the last batch relative to the second.
    pub fn last_of_second(&self) -> f64 {
        match (self.took.get(1), self.took.last()) {
            (Some(second), Some(last)) => second.as_secs_f64() / last.as_secs_f64(),
            _ => 0.0,
        }
    }
}

impl fmt::Display for TenBatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds: f64 = self.took.iter().map(Duration::as_secs_f64).sum();
        let all = f64::from(self.items) * self.took.len() as f64;
        write!(f, "{all} items in {seconds:.1} s, {:.0}/s; each batch:", all / seconds)?;
        for took in &self.took {
            write!(f, " {:.0}/s", f64::from(self.items) / took.as_secs_f64())?;
        }
        write!(f, "; tables with their indexes:")?;
        for (name, bytes) in &self.tables {
            write!(f, " {name} {:.0} MiB", *bytes as f64 / f64::from(1 << 20))?;
        }
        Ok(())
    }
}

/// Pays ten batches of items with references, through an API and a worker in separate processes. A batch begins when
/// the one before it is paid.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench) -> Result<TenBatches, CliError> {
    let directory = TempDir::new().map_err(file("create a directory in", &std::env::temp_dir()))?;
    let path = directory.path().join("rewards");
    rewards::generate(&path, Format::Ndjson, u64::from(items(bench)), "bench")?;
    let cents = rewards::sums(&path, Format::Ndjson)?.cents;
    let mut unpaid = cents * BATCHES as i64;
    let (scratch, merchant) = funded(bench, unpaid).await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let api = programs.api().await?;
    let mut worker = programs.worker(None)?;
    let client = Client::new(&api.url, merchant.api_key)?;
    let mut took = Vec::with_capacity(BATCHES);
    for batch in 0..BATCHES {
        let name = format!("bench-{batch}");
        rewards::generate(&path, Format::Ndjson, u64::from(items(bench)), &name)?;
        let submission = Submission {
            path: &path,
            format: Format::Ndjson,
            mode: Mode::BestEffort,
            idempotency_key: &name,
            rates: None,
            scheduled_at: None,
        };
        unpaid -= cents;
        let started = Instant::now();
        submission::upload(&client, &submission).await?;
        backlog::until_unpaid(&mut conn, unpaid, || worker.is_running()).await?;
        took.push(started.elapsed());
    }
    let tables = limits::largest_tables(&mut conn, TABLES).await?;
    worker.stop().await?;
    api.process.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(TenBatches { items: items(bench), took, tables })
}
