//! `payout-worker`: claims and applies, until it is told to stop.

use std::process::ExitCode;

use clap::Parser;
use domain::clock::Clock;
use domain::telemetry::{self, LogFormat};
use tokio_util::sync::CancellationToken;
use worker::config::WorkerConfig;

/// Claims allocations from the queue and applies them; run as many as you like against one Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-worker", version)]
struct Arguments {
    #[command(flatten)]
    worker: WorkerConfig,

    /// How log lines look.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,

    /// What is logged, as RUST_LOG has it: `info`, `worker=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info")]
    log: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    telemetry::start_logging(arguments.log_format, &arguments.log);
    telemetry::run_to_exit_code("payout-worker", async move {
        let metrics = telemetry::start_metrics()?;
        let stop = CancellationToken::new();
        telemetry::stop_on_signals(&stop)?;
        worker::run::run(arguments.worker, Clock::of_server(), metrics, stop).await?;
        Ok(())
    })
}
