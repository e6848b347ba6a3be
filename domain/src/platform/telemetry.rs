//! Log lines, and metrics for Prometheus. They are in this crate because both processes use them.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use super::in_cell::CellLabelRecorder;
use clap::ValueEnum;
use metrics::SetRecorderError;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Text for people to read.
    Text,
    /// One JSON object per line.
    Json,
}

/// Buckets for claims, applies and requests: 1 ms to 10 s, in seconds.
const SHORT_BUCKETS: [f64; 13] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

/// Buckets for waits: 5 ms to an hour, in seconds.
const LONG_BUCKETS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0];

/// Buckets for the jobs of a claim and the requests of a group.
const SIZE_BUCKETS: [f64; 9] = [1.0, 5.0, 20.0, 100.0, 500.0, 1_000.0, 2_000.0, 3_000.0, 5_000.0];

/// Starts logging to standard error with `filter`, which [`filter`] has checked. A second call in one process does
/// nothing.
pub fn start_logging(format: LogFormat, filter: &str) {
    let lines = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let filter = levels(filter).unwrap_or_default();
    // This fails only where a test or the demo has already started logging.
    let _started = match format {
        LogFormat::Text => lines.finish().with(filter).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().with(filter).try_init(),
    };
}

/// Checks a log filter from a setting, and returns it.
///
/// # Errors
/// A text that says what is wrong and what would be right.
pub fn filter(text: &str) -> Result<String, String> {
    levels(text).map(|_| text.to_owned())
}

/// Parses the levels of a filter. An empty filter means errors only. Filters on spans and their fields are not
/// supported: their parser needs a regular expression engine, which takes half as long to build as this crate.
fn levels(text: &str) -> Result<Targets, String> {
    let refused = |word: &str, kind| {
        format!("{word:?} is not a {kind}; write a level, such as info, or module=level, such as api=debug")
    };
    if text.trim().is_empty() {
        return Ok(Targets::new().with_default(LevelFilter::ERROR));
    }
    let mut levels = Targets::new();
    for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let (module, level) =
            word.rsplit_once('=').map_or((None, word), |(module, level)| (Some(module), level));
        // A word that is not a level would be taken for a module, and all other modules would log nothing.
        let parsed = level.parse::<LevelFilter>().ok().filter(|_| !level.is_empty());
        let level = parsed.ok_or_else(|| refused(level, "level"))?;
        levels = match module {
            None => levels.with_default(level),
            Some(module) if module.is_empty() || module.contains(['[', '{', '=']) => {
                return Err(refused(module, "module"));
            }
            Some(module) => levels.with_target(module, level),
        };
    }
    Ok(levels)
}

/// Starts collecting metrics in this process. The handle renders the text that Prometheus scrapes.
///
/// # Errors
/// If the process already collects metrics.
pub fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_size".into()), &SIZE_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full("payout_allocation_wait_seconds".into()), &LONG_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full("payout_webhook_delay_seconds".into()), &LONG_BUCKETS)?
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SHORT_BUCKETS)?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(CellLabelRecorder(recorder))
        .map_err(|SetRecorderError(CellLabelRecorder(recorder))| SetRecorderError(recorder))?;
    Ok(handle)
}

/// Cancels `stop` at the first SIGTERM or SIGINT.
///
/// # Errors
/// If the process cannot install signal handlers.
pub fn stop_on_signals(stop: &CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}

/// A setting is missing or wrong; the text says which. Restarting does not help.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(pub String);

/// The exit code for [`Misconfigured`].
pub const MISCONFIGURED: u8 = 2;

/// Runs `main` to its end on a runtime of its own. The exit code is 0 for success, [`MISCONFIGURED`] for that error,
/// and 1 for any other. An error is also printed as one line on standard error that says what failed and why.
pub fn run_to_exit_code(name: &str, main: impl Future<Output = Result<(), Box<dyn Error>>>) -> ExitCode {
    let ended = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Box::<dyn Error>::from)
        .and_then(|runtime| runtime.block_on(main));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut line = format!("{name}: {error}");
            let mut source = error.source();
            while let Some(behind) = source {
                line = format!("{line}: {behind}");
                source = behind.source();
            }
            // Standard error may be closed; then the line is lost.
            let _told = writeln!(std::io::stderr(), "{line}");
            if error.is::<Misconfigured>() { ExitCode::from(MISCONFIGURED) } else { ExitCode::FAILURE }
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::filter::LevelFilter;

    use super::levels;

    #[test]
    fn a_level_applies_to_everything_or_to_one_module() {
        let levels = levels("info, api::routes=debug,sqlx=off,").unwrap();
        assert!(levels.would_enable("worker", &tracing::Level::INFO));
        assert!(!levels.would_enable("worker", &tracing::Level::DEBUG));
        assert!(levels.would_enable("api::routes::v1", &tracing::Level::DEBUG));
        assert!(!levels.would_enable("sqlx::query", &tracing::Level::ERROR));
    }

    #[test]
    fn a_module_alone_silences_the_others_and_the_default_is_errors() {
        let module = levels("api=INFO").unwrap();
        assert!(module.would_enable("api", &tracing::Level::INFO));
        assert!(!module.would_enable("worker", &tracing::Level::ERROR));
        assert_eq!(levels(" ").unwrap().default_level(), Some(LevelFilter::ERROR));
    }

    #[test]
    fn invalid_levels_and_modules_are_named() {
        for (text, named) in [
            ("verbose", "\"verbose\" is not a level"),
            ("info,api=", "\"\" is not a level"),
            ("api=verbose", "\"verbose\" is not a level"),
            ("=info", "\"\" is not a module"),
            ("[request]=info", "\"[request]\" is not a module"),
            ("api[request{id=1}]=info", "\"api[request{id=1}]\" is not a module"),
        ] {
            let refused = levels(text).unwrap_err();
            assert!(refused.starts_with(named) && refused.contains("such as info"), "{refused}");
        }
    }
}
