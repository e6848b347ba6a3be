//! `payout bench`: runs the benchmark and prints its figures.

use std::process::ExitCode;

use clap::ValueEnum;
use domain::platform::telemetry;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::client::Format;
use crate::error::CliError;
use crate::local::database::EmbeddedArgs;
use crate::local::processes;
use crate::local::secrets::Secrets;
use crate::measure::bench::figure::{self, Figure, Name};
use crate::measure::bench::overload::{self, Load};
use crate::measure::bench::{
    Bench, apply, busy, claim, combined, intake, pages, scale, single, ten_batches, throttle, traces,
};
use crate::output;

/// The number of businesses of the figures that use more than one.
const MANY_BUSINESSES: usize = 100;

/// The figures that start the other programs as processes.
const IN_PROCESSES: [Name; 19] = [
    Name::Scale2Workers,
    Name::Scale4Workers,
    Name::Combined,
    Name::TenBatches,
    Name::PagesP95Ms,
    Name::ApiRssAboveIdleMib,
    Name::WorkerRssMib,
    Name::CreateBusySameP99Ms,
    Name::CreateBusyOtherP99Ms,
    Name::LightWaitP99Ms,
    Name::ThrottleError,
    Name::ThrottleError4Workers,
    Name::TraceCost,
    Name::OverloadSingles,
    Name::OverloadAsync,
    Name::OverloadBatches,
    Name::OverloadHash,
    Name::OverloadRefusedP99Ms,
    Name::OverloadRecoveryMs,
];

/// The figures that are measured only when they are named: they take minutes, and ten times the disk space of the
/// others.
const WHEN_ASKED: [Name; 2] = [Name::TenBatches, Name::PagesP95Ms];

/// Measure this machine, and what its PostgreSQL alone can do, in the same run.
///
/// Runs in databases of its own, which it creates and drops on the private PostgreSQL or on DATABASE_URL's server. It
/// verifies the books after each figure and exits with 1 if they do not balance.
///
/// The ratio to the limit is what carries over to another machine: higher is better for rates, lower for bytes and
/// milliseconds. Whether a goal is met is meaningful only at scale 1. A full run takes a quarter of an hour and 3 GB
/// of disk. It needs payout-api and payout-worker beside this program, so build all of them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: EmbeddedArgs,

    /// Print one JSON object per line, as soon as each figure is known:
    /// {"figure","value","unit","limit","ratio","goal","met"}.
    #[arg(long)]
    json: bool,

    /// Measure only these figures, separated by commas. Two are measured only if named here: ten_batches (10,000,000
    /// items at scale 1) and pages_p95_ms.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FIGURE,…")]
    only: Vec<Name>,

    /// Factor for all numbers of rows and requests; 1 is a backlog of 500,000 and batches of 1,000,000. Below 0.1,
    /// start-up times begin to distort the figures.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    scale: f64,
}

/// The figures. They are printed when they are known, or kept for the table.
#[derive(Debug)]
struct Report {
    json: bool,
    wanted: Vec<Name>,
    figures: Vec<Figure>,
}

/// Runs the command.
///
/// # Errors
/// If a measurement fails, or the books do not balance after a figure.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    // A signal ends the run like an error: the processes and the server are stopped.
    let stop = CancellationToken::new();
    telemetry::stop_on_signals(&stop).map_err(CliError::Signals)?;
    let database = args.database.open().await?;
    let ended = stop.run_until_cancelled(measure(&args, database.url())).await;
    let stopped = database.stop().await;
    ended.unwrap_or_else(|| Err(CliError::Failed("interrupted".into())))?;
    stopped?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args, server_url: &SecretString) -> Result<(), CliError> {
    let bench = Bench { server_url: server_url.clone(), scale: args.scale, secrets: Secrets::generate()? };
    let usual = || Name::value_variants().iter().copied().filter(|name| !WHEN_ASKED.contains(name)).collect();
    let wanted = if args.only.is_empty() { usual() } else { args.only.clone() };
    let mut report = Report { json: args.json, wanted, figures: Vec::new() };
    if report.wants(&IN_PROCESSES) {
        // Check now, and not after some minutes.
        processes::directory()?;
    }
    measure_apply(&bench, &mut report).await?;
    measure_claims(&bench, &mut report).await?;
    measure_scaling(&bench, &mut report).await?;
    measure_single(&bench, &mut report).await?;
    measure_intake(&bench, &mut report).await?;
    measure_busy(&bench, &mut report).await?;
    measure_throttles(&bench, &mut report).await?;
    measure_traces(&bench, &mut report).await?;
    measure_overload(&bench, &mut report).await?;
    if args.json { Ok(()) } else { figure::table::print_table(&report.figures) }
}

async fn measure_apply(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::ApplyHot, Name::WalBytes]) {
        let hot = apply::measure(bench, 1).await?;
        report.add(Name::ApplyHot, hot.rate, Some(hot.limit_rate))?;
        report.add(Name::WalBytes, hot.wal_bytes, Some(hot.limit_wal_bytes))?;
    }
    if report.wants(&[Name::Apply100]) {
        let many = apply::measure(bench, MANY_BUSINESSES).await?;
        report.add(Name::Apply100, many.rate, Some(many.limit_rate))?;
    }
    if report.wants(&[Name::ApplyPinned]) {
        report.add(Name::ApplyPinned, apply::behind_a_snapshot(bench).await?, None)?;
    }
    Ok(())
}

async fn measure_claims(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    for (name, pinned) in [(Name::ClaimP99Ms, false), (Name::ClaimPinnedP99Ms, true)] {
        if report.wants(&[name]) {
            report.add(name, claim::p99_ms(bench, pinned).await?, None)?;
        }
    }
    Ok(())
}

async fn measure_scaling(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    let names = [(Name::Scale2Workers, 2), (Name::Scale4Workers, 4)];
    if !report.wants(&names.map(|(name, _)| name)) {
        return Ok(());
    }
    let one = scale::measure(bench, 1).await?;
    for (name, workers) in names {
        if report.wants(&[name]) {
            let (value, limit) = scale::measure(bench, workers).await?.over(one);
            report.add(name, value, Some(limit))?;
        }
    }
    Ok(())
}

async fn measure_single(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::AcceptSingle]) {
        let accept = single::accept(bench).await?;
        report.add(Name::AcceptSingle, accept.value, Some(accept.limit))?;
    }
    if report.wants(&[Name::CreateP50Ms, Name::CreateP99Ms]) {
        let latencies = single::latencies(bench).await?;
        let (p50, p99) = (latencies.p50, latencies.p99);
        report.add(Name::CreateP50Ms, p50.value, Some(p50.limit))?;
        report.add(Name::CreateP99Ms, p99.value, Some(p99.limit))?;
    }
    Ok(())
}

async fn measure_intake(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::IntakeNdjson, Name::IntakeCsv]) {
        let limit = intake::limit(bench).await?;
        for (name, format) in [(Name::IntakeNdjson, Format::Ndjson), (Name::IntakeCsv, Format::Csv)] {
            if report.wants(&[name]) {
                report.add(name, intake::product(bench, format).await?, Some(limit))?;
            }
        }
    }
    if report.wants(&[Name::Combined, Name::ApiRssAboveIdleMib, Name::WorkerRssMib]) {
        let combined = combined::measure(bench).await?;
        report.add(Name::Combined, combined.rate, Some(combined.limit_rate))?;
        report.add(Name::ApiRssAboveIdleMib, combined.api_above_idle_mib, None)?;
        report.add(Name::WorkerRssMib, combined.worker_mib, None)?;
    }
    if report.wants(&[Name::TenBatches]) {
        let ten = ten_batches::measure(bench).await?;
        output::note(format!("{}: {ten}", Name::TenBatches.as_text()));
        report.add(Name::TenBatches, ten.last_of_second(), None)?;
    }
    if report.wants(&[Name::PagesP95Ms]) {
        let pages = pages::measure(bench).await?;
        output::note(format!("{}:\n{pages}", Name::PagesP95Ms.as_text()));
        report.add(Name::PagesP95Ms, pages.slowest_p95_ms(), None)?;
    }
    Ok(())
}

async fn measure_busy(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::CreateBusySameP99Ms]) {
        let same = busy::measure(bench, true).await?;
        report.add(Name::CreateBusySameP99Ms, same.create_p99_ms, None)?;
    }
    if report.wants(&[Name::CreateBusyOtherP99Ms, Name::LightWaitP99Ms]) {
        let other = busy::measure(bench, false).await?;
        report.add(Name::CreateBusyOtherP99Ms, other.create_p99_ms, None)?;
        if let Some(wait) = other.wait_p99_ms {
            report.add(Name::LightWaitP99Ms, wait, None)?;
        }
    }
    Ok(())
}

async fn measure_throttles(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    for (name, workers) in [(Name::ThrottleError, 1), (Name::ThrottleError4Workers, 4)] {
        if report.wants(&[name]) {
            report.add(name, throttle::error_percent(bench, workers).await?, None)?;
        }
    }
    Ok(())
}

async fn measure_traces(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::TraceCost]) {
        let cost = traces::cost(bench).await?;
        output::note(format!("{}: {cost}", Name::TraceCost.as_text()));
        report.add(Name::TraceCost, cost.percent(), None)?;
    }
    Ok(())
}

async fn measure_overload(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    let (mut refused_p99_ms, mut recovery_s) = (0.0_f64, 0.0_f64);
    let loads = [
        (Name::OverloadSingles, Load::Singles),
        (Name::OverloadAsync, Load::Async),
        (Name::OverloadBatches, Load::Batches),
        (Name::OverloadHash, Load::Hash),
    ];
    let loads: Vec<_> = loads.into_iter().filter(|(name, _)| report.wants(&[*name])).collect();
    if loads.is_empty() {
        return Ok(());
    }
    for (name, load) in loads {
        let overload = overload::measure(bench, load).await?;
        output::note(format!("{}: {overload}", name.as_text()));
        report.add(name, overload.goodput, Some(overload.peak))?;
        refused_p99_ms = refused_p99_ms.max(overload.refused_p99_ms);
        recovery_s = recovery_s.max(overload.recovery_s);
    }
    report.add(Name::OverloadRefusedP99Ms, refused_p99_ms, None)?;
    report.add(Name::OverloadRecoveryMs, recovery_s * 1_000.0, None)
}

impl Report {
    fn wants(&self, names: &[Name]) -> bool {
        names.iter().any(|name| self.wanted.contains(name))
    }

    fn add(&mut self, name: Name, value: f64, limit: Option<f64>) -> Result<(), CliError> {
        if !self.wants(&[name]) {
            return Ok(());
        }
        let figure = Figure::new(name, value, limit);
        self.figures.push(figure);
        if self.json {
            let line = serde_json::to_string(&figure).map_err(|error| CliError::Output(error.into()))?;
            return output::line(line);
        }
        output::note(format!("measured {}", name.as_text()));
        Ok(())
    }
}

fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if (0.001..=10.0).contains(&scale) => Ok(scale),
        _ => Err("a number from 0.001 to 10".into()),
    }
}
