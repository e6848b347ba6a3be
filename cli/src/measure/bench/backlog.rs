//! Backlogs for measurements: businesses that hold exactly what their queued jobs cost. This module also waits until
//! the jobs are paid.

use std::time::{Duration, Instant};

use domain::bench::{self as limits, Backlog};
use domain::clock::Clock;
use domain::platform::db::{self, Role};
use sqlx::PgConnection;

use super::{Bench, Scratch};
use crate::error::CliError;
use crate::local::merchant::{self, Funds, Merchant};

/// Cents of each job.
pub const AMOUNT: i64 = 100;

/// The number of jobs per payout user: every second job pays a user who was paid before.
const JOBS_A_USER: i64 = 2;

/// How often the balance is read while workers pay: rarely enough to cost nothing, often enough to add less than a
/// hundredth to the time.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How long workers may pay nothing before the measurement fails.
const STALLED: Duration = Duration::from_secs(60);

/// Businesses that share a number of jobs, with one batch each.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// The number of businesses.
    pub businesses: usize,
    /// The number of jobs of all businesses together.
    pub jobs: i64,
    /// The money of each business beyond what its jobs cost, in cents.
    pub spare: i64,
}

/// A database with funded businesses and their queued jobs.
#[derive(Debug)]
pub struct Queued {
    /// The database.
    pub scratch: Scratch,
    /// The businesses, in the order of the shares.
    pub merchants: Vec<Merchant>,
    /// The jobs that were queued, share by share.
    pub backlogs: Vec<Backlog>,
}

/// Creates a database with such a backlog.
///
/// # Errors
/// If a step fails.
pub async fn queued(bench: &Bench, shares: &[Share]) -> Result<Queued, CliError> {
    let scratch = bench.scratch().await?;
    let mut conn = db::connect(&scratch.url, Role::Operator).await?;
    let (mut merchants, mut backlogs) = (Vec::new(), Vec::new());
    for share in shares {
        let number = i64::try_from(share.businesses).unwrap_or(1);
        let mut businesses = Vec::with_capacity(share.businesses);
        for before in 0..number {
            let of_this = (share.jobs - before + number - 1) / number;
            let funds = Funds { balance: 0, payout_balance: of_this * AMOUNT + share.spare };
            let made = merchant::create(&mut conn, &bench.secrets.key_pepper, "Bench", funds).await?;
            businesses.push(made.business_id);
            merchants.push(made);
        }
        let backlog = Backlog {
            businesses,
            batches: (0..share.businesses).map(|_| Clock::System.id().into()).collect(),
            jobs: share.jobs,
            users: (share.jobs / JOBS_A_USER).max(1),
            amount: AMOUNT,
        };
        limits::queue_backlog(&mut conn, &backlog, Clock::System.now()).await?;
        backlogs.push(backlog);
    }
    Ok(Queued { scratch, merchants, backlogs })
}

/// Waits until all businesses together have at most `at_most` cents left. `lives` says whether the workers are still
/// running. Returns how many cents are left.
///
/// # Errors
/// If nothing is paid for a minute, or no worker is running.
pub async fn until_unpaid(
    conn: &mut PgConnection,
    at_most: i64,
    mut lives: impl FnMut() -> bool,
) -> Result<i64, CliError> {
    let (mut unpaid, mut moved) = (i64::MAX, Instant::now());
    loop {
        let now = limits::unpaid_cents(conn).await?;
        if now <= at_most {
            return Ok(now);
        }
        if now < unpaid {
            (unpaid, moved) = (now, Instant::now());
        }
        if moved.elapsed() > STALLED || !lives() {
            return Err(CliError::Failed("the workers stopped paying: see their log (--log info)".into()));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
