//! Measures the gain of a second and a fourth worker process.

use std::time::Instant;

use domain::platform::db::{self, Role};

use super::Bench;
use super::apply;
use super::backlog::{self, AMOUNT, Share, queued};
use crate::error::CliError;
use crate::local::processes::{Process, Programs};

/// The number of businesses of the backlog: enough that workers need not wait for each other.
const BUSINESSES: usize = 100;

/// The clock starts when one in this many is paid. By then every process has started and claims.
const PAID_BEFORE: i64 = 5;

/// The allocations per second of a number of workers, and of as many sessions of the limit.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    value: f64,
    limit: f64,
}

/// Applies a backlog with this many worker processes of one claim each, and with as many sessions of the limit's
/// statement.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn measure(bench: &Bench, workers: usize) -> Result<Rates, CliError> {
    let limit = apply::limit(bench, BUSINESSES, workers).await?.rate;
    Ok(Rates { value: product(bench, workers).await?, limit })
}

impl Rates {
    /// Returns the speed relative to `one`, of the product and of the limit.
    pub fn over(self, one: Self) -> (f64, f64) {
        (self.value / one.value, self.limit / one.limit)
    }
}

async fn product(bench: &Bench, workers: usize) -> Result<f64, CliError> {
    let jobs = apply::jobs(bench);
    let scratch = queued(bench, &[Share { businesses: BUSINESSES, jobs, spare: 0 }]).await?.scratch;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let mut running: Vec<Process> =
        (0..workers).map(|_| programs.worker(Some(1))).collect::<Result<_, _>>()?;
    let before = (jobs - jobs / PAID_BEFORE) * AMOUNT;
    let unpaid =
        backlog::until_unpaid(&mut conn, before, || running.iter_mut().all(Process::is_running)).await?;
    let started = Instant::now();
    backlog::until_unpaid(&mut conn, 0, || running.iter_mut().all(Process::is_running)).await?;
    let took = started.elapsed();
    for worker in running {
        worker.stop().await?;
    }
    scratch.verify_and_drop().await?;
    Ok((unpaid / AMOUNT) as f64 / took.as_secs_f64())
}
