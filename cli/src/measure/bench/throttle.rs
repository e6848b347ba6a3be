//! Measures how exactly the throttle of everything keeps its rate.

use std::time::Duration;

use domain::bench as limits;
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use domain::steering::{Command, Target};
use domain::throttle::Rates;

use super::Bench;
use super::backlog::{AMOUNT, Share, queued};
use crate::error::CliError;
use crate::local::processes::{Process, Programs};
use crate::steering;

/// Allocations per second.
const RATE: i64 = 2_000;

/// How long allocations are counted.
const COUNTED: Duration = Duration::from_secs(10);

/// How long the workers have to start and the throttle to settle, and how long a claim may be in flight at the end.
const SETTLING: Duration = Duration::from_secs(2);

/// The number of jobs: enough for twenty seconds, of which some fourteen are paid, so the queue never runs empty.
const JOBS: i64 = RATE * 20;

/// The number of businesses that share them.
const BUSINESSES: usize = 20;

/// Returns by how many per cent the allocations that this many worker processes pay in 10 s differ from the
/// throttle's rate. They are counted in the ledger. The rate does not scale.
///
/// # Errors
/// If a step fails, or the books do not balance.
pub async fn error_percent(bench: &Bench, workers: usize) -> Result<f64, CliError> {
    let scratch = queued(bench, &[Share { businesses: BUSINESSES, jobs: JOBS, spare: 0 }]).await?.scratch;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let rates = Rates::new(Some(RATE), None).map_err(|error| CliError::Failed(error.to_string()))?;
    steering::carry_out(&mut conn, Command::Throttle(Target::All, rates), false).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let mut running: Vec<Process> = (0..workers).map(|_| programs.worker(None)).collect::<Result<_, _>>()?;
    tokio::time::sleep(SETTLING).await;
    let from = Clock::System.now();
    tokio::time::sleep(COUNTED).await;
    let to = Clock::System.now();
    tokio::time::sleep(SETTLING).await;
    let paid = limits::paid_between(&mut conn, None, from, to).await?;
    if limits::unpaid_cents(&mut conn).await? < AMOUNT || !running.iter_mut().all(Process::is_running) {
        return Err(CliError::Failed("the throttle did not hold, or a worker ended".into()));
    }
    for worker in running {
        worker.stop().await?;
    }
    scratch.verify_and_drop().await?;
    Ok(error_of(paid, RATE, to - from))
}

/// Returns by how many per cent `paid` in `time` differs from `rate` per second.
pub fn error_of(paid: i64, rate: i64, time: chrono::Duration) -> f64 {
    let due = rate as f64 * time.as_seconds_f64();
    ((paid as f64 - due) / due * 100.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_a_percentage_of_the_rate() {
        let error_percent = |paid| error_of(paid, 2_000, chrono::Duration::seconds(10));
        assert!((error_percent(20_200) - 1.0).abs() < 1e-9);
        assert!((error_percent(19_600) - 2.0).abs() < 1e-9);
    }
}
