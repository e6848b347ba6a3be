//! `payout-api`: accepts, until it is told to stop.

use std::io::Write;
use std::process::ExitCode;

use api::config::ApiConfig;
use clap::Parser;
use domain::clock::Clock;
use domain::telemetry::{self, LogFormat};
use tokio_util::sync::CancellationToken;

/// A setting is missing or wrong: starting again will not help.
const MISCONFIGURED: u8 = 2;

/// Accepts allocations over HTTP; run as many as you like against one Postgres.
#[derive(Debug, Parser)]
#[command(name = "payout-api", version)]
struct Arguments {
    #[command(flatten)]
    api: ApiConfig,

    /// How log lines look.
    #[arg(long, env = "PAYOUT_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,

    /// What is logged, as RUST_LOG has it: `info`, `api=debug`, …
    #[arg(long, env = "RUST_LOG", default_value = "info")]
    log: String,
}

/// A request is a hundred small allocations, from many threads: with the C library's allocator, a sixth of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => return misconfigured(&one_line(&error.to_string())),
        Err(help) => help.exit(),
    };
    if let Err(weak) = arguments.api.secrets() {
        return misconfigured(&weak);
    }
    telemetry::start_logging(arguments.log_format, &arguments.log);
    telemetry::run_to_exit_code("payout-api", async move {
        let metrics = telemetry::start_metrics()?;
        let stop = CancellationToken::new();
        telemetry::stop_on_signals(&stop)?;
        api::run::run(arguments.api, Clock::of_server(), metrics, stop, |_, _| {}).await?;
        Ok(())
    })
}

fn misconfigured(line: &str) -> ExitCode {
    // Nothing is left to tell a closed standard error.
    let _told = writeln!(std::io::stderr(), "payout-api: {line}");
    ExitCode::from(MISCONFIGURED)
}

/// The first paragraph of what clap says, in one line.
fn one_line(text: &str) -> String {
    let words = text.lines().take_while(|line| !line.trim().is_empty()).flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}
