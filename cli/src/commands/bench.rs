//! `payout bench`.

use std::process::ExitCode;

use clap::ValueEnum;
use secrecy::SecretString;

use crate::bench::figure::{self, Figure, Name, Unit};
use crate::bench::{Bench, apply, intake, single};
use crate::database::EmbeddedArgs;
use crate::error::CliError;
use crate::output;
use crate::rewards::Format;
use crate::secrets::Secrets;

/// Businesses of the figure that is not of one.
const MANY_BUSINESSES: usize = 100;

/// Measure this machine: each figure beside what its PostgreSQL alone can do, in the same run.
///
/// Runs in databases of its own, made and dropped on the private PostgreSQL or on DATABASE_URL's server; the books are verified
/// after each figure, and a breach ends it with 1. The ratio to the limit is what carries to another machine: of rates more is
/// better, of bytes and milliseconds less. A full run takes some minutes and 3 GB of disk.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: EmbeddedArgs,

    /// Print one JSON object a line: {"figure","value","unit","limit","ratio"}, each as soon as it is known.
    #[arg(long)]
    json: bool,

    /// Only these figures, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FIGURE,…")]
    only: Vec<Name>,

    /// Multiplies all numbers of rows and requests; 1 is a backlog of 500,000 and batches of 1,000,000. Below 0.1 start-up
    /// times begin to show.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    scale: f64,
}

/// What is printed as it is known, or kept for the table.
#[derive(Debug)]
struct Report {
    json: bool,
    wanted: Vec<Name>,
    figures: Vec<Figure>,
}

/// Runs the command.
///
/// # Errors
/// When anything fails, or the books do not balance after a figure.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let database = args.database.open().await?;
    let ended = measure(&args, database.url()).await;
    let stopped = database.stop().await;
    ended?;
    stopped?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &Args, server_url: &SecretString) -> Result<(), CliError> {
    let bench = Bench { server_url: server_url.clone(), scale: args.scale, secrets: Secrets::generate()? };
    let wanted = if args.only.is_empty() { Name::value_variants().to_vec() } else { args.only.clone() };
    let mut report = Report { json: args.json, wanted, figures: Vec::new() };
    measure_apply(&bench, &mut report).await?;
    measure_single(&bench, &mut report).await?;
    measure_intake(&bench, &mut report).await?;
    if args.json { Ok(()) } else { figure::print_table(&report.figures) }
}

async fn measure_apply(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::ApplyHot, Name::WalBytes]) {
        let hot = apply::measure(bench, 1).await?;
        report.add(Name::ApplyHot, hot.rate, Unit::PerSecond, hot.limit_rate)?;
        report.add(Name::WalBytes, hot.wal_bytes, Unit::Bytes, hot.limit_wal_bytes)?;
    }
    if report.wants(&[Name::Apply100]) {
        let many = apply::measure(bench, MANY_BUSINESSES).await?;
        report.add(Name::Apply100, many.rate, Unit::PerSecond, many.limit_rate)?;
    }
    Ok(())
}

async fn measure_single(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if report.wants(&[Name::AcceptSingle]) {
        let accept = single::accept(bench).await?;
        report.add(Name::AcceptSingle, accept.value, Unit::PerSecond, accept.limit)?;
    }
    if report.wants(&[Name::CreateP50Ms, Name::CreateP99Ms]) {
        let latencies = single::latencies(bench).await?;
        let (p50, p99) = (latencies.p50, latencies.p99);
        report.add(Name::CreateP50Ms, p50.value, Unit::Milliseconds, p50.limit)?;
        report.add(Name::CreateP99Ms, p99.value, Unit::Milliseconds, p99.limit)?;
    }
    Ok(())
}

async fn measure_intake(bench: &Bench, report: &mut Report) -> Result<(), CliError> {
    if !report.wants(&[Name::IntakeNdjson, Name::IntakeCsv]) {
        return Ok(());
    }
    let limit = intake::limit(bench).await?;
    for (name, format) in [(Name::IntakeNdjson, Format::Ndjson), (Name::IntakeCsv, Format::Csv)] {
        if report.wants(&[name]) {
            report.add(name, intake::product(bench, format).await?, Unit::PerSecond, limit)?;
        }
    }
    Ok(())
}

impl Report {
    fn wants(&self, names: &[Name]) -> bool {
        names.iter().any(|name| self.wanted.contains(name))
    }

    fn add(&mut self, name: Name, value: f64, unit: Unit, limit: f64) -> Result<(), CliError> {
        if !self.wants(&[name]) {
            return Ok(());
        }
        let figure = Figure::new(name, value, unit, limit);
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
