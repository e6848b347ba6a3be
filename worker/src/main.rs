//! The program `payout-worker`: reads its settings, then pays allocations and sends withdrawals, webhooks and mails
//! until a signal stops it.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use domain::clock::Clock;
use domain::platform::command_line;
use domain::platform::setting_names;
use domain::platform::telemetry::{self, MISCONFIGURED, Misconfigured};
use domain::secrets::setting_files;
use domain::traces;
use tokio_util::sync::CancellationToken;
use worker::config::Arguments;
use worker::run::RunError;

fn main() -> ExitCode {
    let arguments = match setting_files::parse::<Arguments>() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            let line = command_line::error_line(&error, Arguments::command());
            // A setting that seems missing may be misspelled, so the unknown names are printed first.
            for line in setting_names::unknown().into_iter().chain([line]) {
                // Standard error may be closed. Then there is nowhere left to report to.
                let _told = writeln!(std::io::stderr(), "payout-worker: {line}");
            }
            return ExitCode::from(MISCONFIGURED);
        }
        Err(help) => help.exit(),
    };
    telemetry::start_logging(arguments.log_format, &arguments.log);
    for unknown in setting_names::unknown() {
        tracing::warn!("{unknown}");
    }
    telemetry::run_to_exit_code("payout-worker", async move {
        let metrics = telemetry::start_metrics()?;
        let clock = Clock::of_server();
        let _flush = traces::start(&arguments.traces, "payout-worker", clock.clone())?;
        let stop = CancellationToken::new();
        telemetry::stop_on_signals(&stop)?;
        let ended = worker::run::run(arguments.worker, clock, metrics, stop).await;
        ended.map_err(|error| match error {
            RunError::Config(wrong) => Misconfigured(wrong).into(),
            other => other.into(),
        })
    })
}
