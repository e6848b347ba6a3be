//! Measures how much a batch that is being paid slows down single requests, of its own business and of another.

use std::time::Duration;

use domain::bench::{self as limits, Payment};
use domain::ids::created_at;
use domain::platform::db::{self, Role};
use domain::steering::{BatchOf, Command, Target};

use super::Bench;
use super::backlog::{self, Share, queued};
use crate::client::Client;
use crate::error::CliError;
use crate::local::merchant::{self, Funds};
use crate::local::processes::Programs;
use crate::measure::singles::{Singles, histogram, micros, milliseconds};
use crate::steering;

/// The number of jobs of the batch at scale 1.
const JOBS: u32 = 1_000_000;

/// Single requests per second: some hundreds while the batch is paid, which is no load.
const PER_SECOND: u32 = 50;

/// The money for single requests, in cents: more than they can cost.
const SPARE: i64 = 100_000_000;

/// How long single requests are sent before the batch begins, so that connections and plans are warm.
const WARM_UP: Duration = Duration::from_secs(2);

/// Times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Busy {
    /// The p99 time to the response of `/payout/create`, from when the request was due.
    pub create_p99_ms: f64,
    /// The p99 time from acceptance to payment in the ledger. Only if the requests have a business of their own.
    pub wait_p99_ms: Option<f64>,
}

/// Measures single requests while a batch is paid. They are of the batch's business if `same`, and otherwise of
/// another.
///
/// # Errors
/// If a step fails, a response is not 201, or the books do not balance.
pub async fn measure(bench: &Bench, same: bool) -> Result<Busy, CliError> {
    let jobs = i64::from(bench.scaled(JOBS, 10_000));
    let spare = if same { SPARE } else { 0 };
    let queued = queued(bench, &[Share { businesses: 1, jobs, spare }]).await?;
    let (scratch, heavy) = (queued.scratch, queued.merchants.into_iter().next());
    let batch = queued.backlogs.first().and_then(|backlog| backlog.batches.first().copied());
    let (Some(heavy), Some(batch)) = (heavy, batch) else {
        return Err(CliError::Failed("there is no batch".into()));
    };
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let merchant = if same {
        heavy
    } else {
        let funds = Funds { balance: 0, payout_balance: SPARE };
        merchant::create(&mut conn, &bench.secrets.key_pepper, "Light", funds).await?
    };
    let batch = Target::Batch(BatchOf { id: batch, business: None });
    steering::carry_out(&mut conn, Command::Pause(batch), false).await?;
    let programs = Programs::on(&scratch.url, &bench.secrets)?;
    let api = programs.api().await?;
    let mut worker = programs.worker(None)?;
    let singles = Singles::start(Client::new(&api.url, merchant.api_key)?, PER_SECOND, "single")?;
    tokio::time::sleep(WARM_UP).await;
    singles.cut();
    let from = domain::clock::Clock::System.now();
    steering::carry_out(&mut conn, Command::Resume(batch), false).await?;
    // The business of the single requests has this much money for them, so up to this much is left when the batch is
    // paid.
    backlog::until_unpaid(&mut conn, SPARE, || worker.is_running()).await?;
    let seen = singles.stop().await?;
    if seen.others > 0 || seen.latencies.is_empty() {
        return Err(CliError::Failed(format!("{} single requests were not answered 201", seen.others)));
    }
    let wait_p99_ms = if same {
        None
    } else {
        let payments = limits::payments(&mut conn, merchant.business_id).await?;
        Some(wait_p99_ms(payments.iter().filter(|paid| created_at(paid.allocation_id.uuid()) >= from))?)
    };
    worker.stop().await?;
    api.process.stop().await?;
    scratch.verify_and_drop().await?;
    Ok(Busy { create_p99_ms: milliseconds(&seen.latencies, 0.99), wait_p99_ms })
}

fn wait_p99_ms<'a>(payments: impl Iterator<Item = &'a Payment>) -> Result<f64, CliError> {
    let mut waits = histogram()?;
    for payment in payments {
        let waited = payment.paid_at - created_at(payment.allocation_id.uuid());
        waits.saturating_record(micros(waited.to_std().unwrap_or(Duration::ZERO)));
    }
    Ok(milliseconds(&waits, 0.99))
}
