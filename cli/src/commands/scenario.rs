//! `payout scenario`: runs the scenario and prints its results.

use std::process::ExitCode;

use domain::platform::telemetry;
use tokio_util::sync::CancellationToken;

use crate::error::CliError;
use crate::local::database::{Database, EmbeddedArgs};
use crate::local::secrets::Secrets;
use crate::measure::bench::Bench;
use crate::measure::scenario;

/// Rehearse a busy noon: a million rewards, steering, a killed worker.
///
/// Runs in a database of its own, created and dropped on the private PostgreSQL or on DATABASE_URL's server, with
/// payout-api and payout-worker as processes. They must be beside this program.
///
/// Business A uploads a batch and is throttled, retuned, paused and resumed. A worker is killed and another started,
/// and the private PostgreSQL is restarted (never DATABASE_URL's server). A second batch is cancelled halfway.
/// Business B sends 20 single requests a second throughout.
///
/// Prints the rate of A, the latency of B, the error of the throttle, how soon A recovered its rate, and the books.
/// Exits with 0 only if the books balance, every count is right, and A reached 95 % of its rate again within 5 s.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: EmbeddedArgs,

    /// How many rewards business A sends.
    #[arg(long, default_value_t = 1_000_000, value_name = "N", value_parser = clap::value_parser!(u32).range(10_000..=1_000_000))]
    items: u32,

    /// How many worker processes run.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=16))]
    workers: u16,
}

/// Runs the command.
///
/// # Errors
/// If there is no PostgreSQL, a program is missing, or any step fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    // A signal ends the run like an error: the processes and the server are stopped.
    let stop = CancellationToken::new();
    telemetry::stop_on_signals(&stop).map_err(CliError::Signals)?;
    let mut database = args.database.open().await?;
    let ended = stop.run_until_cancelled(live(&args, &mut database)).await;
    let stopped = database.stop().await;
    let right = ended.unwrap_or_else(|| Err(CliError::Failed("interrupted".into())))?;
    stopped?;
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn live(args: &Args, database: &mut Database) -> Result<bool, CliError> {
    let server_url = database.url().clone();
    let bench = Bench { server_url, scale: 1.0, secrets: Secrets::generate()? };
    scenario::live(&bench, database.cluster(), args.items, args.workers).await
}
