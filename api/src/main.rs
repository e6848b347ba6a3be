//! `payout-api`: serves the API until it is told to stop.

use std::io::Write;
use std::process::ExitCode;

use api::config::Arguments;
use api::run::RunError;
use clap::CommandFactory;
use domain::clock::Clock;
use domain::platform::command_line;
use domain::platform::setting_names;
use domain::platform::telemetry::{self, MISCONFIGURED, Misconfigured};
use domain::secrets::setting_files;
use domain::traces;
use tokio_util::sync::CancellationToken;

/// A request makes about a hundred small allocations, from many threads. This allocator is far faster at them than the
/// C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match setting_files::parse::<Arguments>() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            return misconfigured(&command_line::error_line(&error, Arguments::command()));
        }
        Err(help) => help.exit(),
    };
    if let Err(weak) = arguments.api.secrets() {
        return misconfigured(&weak);
    }
    telemetry::start_logging(arguments.log_format, &arguments.log);
    for unknown in setting_names::unknown() {
        tracing::warn!("{unknown}");
    }
    telemetry::run_to_exit_code("payout-api", async move {
        let metrics = telemetry::start_metrics()?;
        let clock = Clock::of_server();
        let _flush = traces::start(&arguments.traces, "payout-api", clock.clone())?;
        let stop = CancellationToken::new();
        telemetry::stop_on_signals(&stop)?;
        let ended = api::run::run(arguments.api, clock, metrics, stop, |_, _| {}).await;
        ended.map_err(|error| match error {
            RunError::Config(wrong) => Misconfigured(wrong).into(),
            other => other.into(),
        })
    })
}

fn misconfigured(line: &str) -> ExitCode {
    // A missing setting may be set under a misspelled name.
    for line in setting_names::unknown().iter().map(String::as_str).chain([line]) {
        // If standard error is closed, the message cannot be shown anywhere else.
        let _told = writeln!(std::io::stderr(), "payout-api: {line}");
    }
    ExitCode::from(MISCONFIGURED)
}
