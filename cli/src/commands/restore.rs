//! `payout restore`: holds a restored database, and reconciles it with the providers.

mod report;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::clock;
use domain::restore::{self, Acknowledged};
use domain::withdrawal::methods::MethodSettings;
use sqlx::Connection;
use worker::restore::{Purpose, ReconcileArgs, ReconcileError};

use crate::error::{CliError, file};
use crate::local::database::DatabaseArgs;
use crate::output;

/// Reconcile with the providers after a backup was restored.
///
/// Holds withdrawals and webhooks, asks the providers what they have paid, records what is missing, and lets go. See
/// docs/operate.md, "Restore a backup".
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Hold withdrawals and webhooks from now on.
    ///
    /// Only needed if the server's own disk was put back, because the database cannot tell. A restored dump,
    /// point-in-time recovery, a copy and a promoted standby are noticed without this command.
    Begin {
        #[command(flatten)]
        database: DatabaseArgs,
        /// The time of the restored data, e.g. 2026-03-01T12:00:00Z. Needed if workers have run on it since: by
        /// default it is the last moment they have seen.
        #[arg(long, value_name = "TIME", value_parser = api::http::extract::read_time)]
        of: Option<DateTime<Utc>>,
    },
    /// Ask each provider what it has paid, record what is missing, and release withdrawals and webhooks.
    ///
    /// Exits with 1 while something needs a person: a provider that cannot list or did not answer, a manual provider,
    /// an order that cannot be attributed or whose money is not there yet, an acknowledged id that vanished. It can
    /// be interrupted and run again at any time.
    ///
    /// With several cells it works on the one that --cell names. The other cells are asked which of the listed orders
    /// belong to their businesses.
    Reconcile {
        #[command(flatten)]
        database: DatabaseArgs,
        /// The workers' PAYOUT_METHODS.
        #[command(flatten)]
        methods: MethodSettings,
        /// Files with ids that were acknowledged since the backup, anywhere in their lines: the log of `payout-api`,
        /// or what a receiver of webhooks has stored. The ids that are missing in the database are listed.
        #[arg(long, value_name = "FILE")]
        acknowledged: Vec<PathBuf>,
        /// Release withdrawals and webhooks although a provider did not answer. What is unknown here may then be paid
        /// again.
        #[arg(long)]
        accept_differences: bool,
        /// Ask and report, but record and release nothing.
        #[arg(long, conflicts_with = "accept_differences")]
        dry_run: bool,
        /// Print one JSON object per line: each provider {"provider","listed"?,"says"?}, each order
        /// {"order","provider","outcome",…}, each id {"vanished"}, {"disputed"} or {"by_hand"}, each other cell whose
        /// orders were listed {"elsewhere","orders"}, and at the end {"generation","held","released"}.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// If the database fails, or a file or setting is wrong.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Begin { database, of } => begin(&database, of).await,
        Action::Reconcile { database, methods, acknowledged, accept_differences, dry_run, json } => {
            let clock = clock::read(&mut database.connect().await?).await?;
            let of = ReconcileArgs {
                database_url: database.url()?,
                methods: methods.read().map_err(CliError::Usage)?,
                clock,
                acknowledged: read_all(&acknowledged)?,
                purpose: match (dry_run, accept_differences) {
                    (true, _) => Purpose::DryRun,
                    (false, true) => Purpose::AcceptDifferences,
                    (false, false) => Purpose::Book,
                },
                others: database.others(database.cells()?.one()?.number())?,
            };
            let report = worker::restore::reconcile(&of).await.map_err(|error| match error {
                ReconcileError::Database(error) => error.into(),
                provider => CliError::Failed(provider.to_string()),
            })?;
            report::print(&report, dry_run, json)?;
            Ok(if report.needs_operator() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

async fn begin(database: &DatabaseArgs, of: Option<DateTime<Utc>>) -> Result<ExitCode, CliError> {
    let mut conn = database.connect().await?;
    let clock = clock::read(&mut conn).await?;
    if let Some(of) = of.filter(|of| *of > clock.now()) {
        // Providers would be asked about a time in the future, and would answer that there is nothing.
        return Err(CliError::Usage(format!(
            "--of {} is in the future: give the time when the data was backed up or copied",
            of.format("%Y-%m-%dT%H:%M:%SZ")
        )));
    }
    let mut work = conn.begin().await?;
    let state = restore::begin(&mut work, of, clock.id()).await?;
    work.commit().await?;
    let known_until = state.held.map_or(state.seen_at, |held| held.known_until);
    output::line(format!(
        "Withdrawals and webhooks are held (generation {}). The data is assumed to be from {}.",
        state.generation,
        known_until.format("%Y-%m-%dT%H:%M:%SZ")
    ))?;
    let named = database.cells()?.one()?.named();
    output::line(format!("Calls in flight continue to their end. Next: payout restore reconcile{named}"))?;
    Ok(ExitCode::SUCCESS)
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Acknowledged>, CliError> {
    let mut ids = Vec::new();
    for path in paths {
        read_ids(path, &mut ids).map_err(file("read", path))?;
    }
    ids.sort_unstable();
    // Of two lines with the same id, one may say what the provider was told and the other may not.
    ids.dedup_by(|other, kept| {
        let same = (other.kind, other.id) == (kept.kind, kept.id);
        if same {
            kept.told_as = kept.told_as.or(other.told_as);
        }
        same
    });
    Ok(ids)
}

fn read_ids(path: &Path, ids: &mut Vec<Acknowledged>) -> std::io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    // The bytes that a receiver has stored need not be valid text.
    while reader.read_until(b'\n', &mut line)? > 0 {
        ids.extend(restore::acknowledged_in(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    Ok(())
}
