//! `payout submit`: uploads a file of rewards.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::money::Cents;
use domain::throttle::Rates;
use tempfile::NamedTempFile;

use crate::access::ApiArgs;
use crate::client::{Accepted, Batch, Client, DryRun, Format, Mode, Submission};
use crate::error::{CliError, EXIT_ACCEPTED_BEFORE};
use crate::output::{self, grouped, per_second};
use crate::rewards::duplicates::Duplicates;
use crate::rewards::progress::ProgressOutput;
use crate::rewards::{self, STANDARD_INPUT, submission};

/// Upload a file of rewards (CSV or NDJSON) as one batch.
///
/// The file is accepted as a whole or not at all. CSV begins with a header line, e.g. `email,amount,reference`.
/// Amounts are whole cents.
///
/// Repeating the command with the same file and key pays nothing twice: it exits with 3, because it paid nothing.
/// With --wait or --results it exits with 1 if any item was not paid, including a duplicate of an item that is still
/// pending, and says why and what to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, with at most 1,000,000 items. `-` reads standard input and needs --format.
    file: PathBuf,

    #[command(flatten)]
    api: ApiArgs,

    /// The Idempotency-Key of the upload. With one key a file is paid once, and another file is rejected. By default
    /// it is derived from the file's content, so use another key to pay the same file once more. Items with a
    /// reference are still not paid twice.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    /// The format of the file. By default its extension decides (.csv, .ndjson, .jsonl).
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// What to do if the payout balance does not cover the file: `best_effort` pays what it can, item by item;
    /// `all_or_nothing` sets the total aside when it is accepted, or rejects the file and says what is missing.
    #[arg(long, value_enum, default_value = "best_effort")]
    mode: Mode,

    /// The most items to pay per second. Without it there is no limit.
    #[arg(long, value_name = "RATE")]
    max_per_second: Option<i64>,

    /// The most cents to pay per second.
    #[arg(long, value_name = "RATE")]
    max_cents_per_second: Option<i64>,

    /// When the items become ready, e.g. 2026-12-24T18:00:00Z. By default at once.
    #[arg(long, value_name = "TIME", value_parser = api::http::extract::read_time)]
    scheduled_at: Option<DateTime<Utc>>,

    /// Only show what would happen to the file: every error, the duplicates, the balance afterwards. Exits with 1 if
    /// it would be rejected. Nothing is recorded, and the key can be used again.
    #[arg(long, conflicts_with_all = ["wait", "results"])]
    dry_run: bool,

    /// Wait until every item has ended, and show the progress.
    #[arg(long)]
    wait: bool,

    /// Wait, then write the outcome of every item to this file, as CSV. Replaces an existing file.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,

    /// Print one JSON object: the batch as `GET /v1/batches/{id}` shows it at the end, or with --dry-run what the API
    /// found.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the API rejects the file or does not answer.
pub async fn run(mut args: Args) -> Result<ExitCode, CliError> {
    // Removed at the end, after it was read.
    let kept =
        if args.file.as_os_str() == STANDARD_INPUT { Some(standard_input(args.format)?) } else { None };
    if let Some(kept) = &kept {
        kept.path().clone_into(&mut args.file);
    }
    rewards::is_file(&args.file)?;
    let format = args.format.map_or_else(|| rewards::format_of(&args.file), Ok)?;
    rewards::begins_as(&args.file, format)?;
    // Checked before anything is paid, because it would be too late afterwards.
    args.results.as_deref().map_or(Ok(()), submission::can_write_results)?;
    let client = args.api.client()?;
    let idempotency_key = args.key.map_or_else(|| rewards::content_key(&args.file), Ok)?;
    let rates = (args.max_per_second.is_some() || args.max_cents_per_second.is_some())
        .then(|| Rates::new(args.max_per_second, args.max_cents_per_second))
        .transpose()
        .map_err(|wrong| CliError::Usage(wrong.to_string()))?;
    let submission = Submission {
        path: &args.file,
        format,
        mode: args.mode,
        rates,
        scheduled_at: args.scheduled_at,
        idempotency_key: &idempotency_key,
    };
    if args.dry_run {
        let found = submission::examine(&client, &submission).await?;
        if args.json {
            output::line(&found.written)?;
        } else {
            print_dry_run(&found, format)?;
        }
        return Ok(if found.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let (accepted, took) =
        submission::upload_telling(&client, &submission, ProgressOutput::Everywhere).await?;
    let done = if accepted.replayed { ExitCode::from(EXIT_ACCEPTED_BEFORE) } else { ExitCode::SUCCESS };
    let waits = args.wait || args.results.is_some();
    if !args.json {
        print_accepted(&client, &accepted, took, waits).await?;
    }
    let mut all_paid = true;
    if waits {
        let batch = submission::watch(&client, &accepted.batch_id, ProgressOutput::Everywhere).await?;
        let duplicates = duplicates(&client, &batch).await?;
        let unpaid = duplicates.as_ref().map_or(0, Duplicates::unpaid);
        all_paid = batch.counts.failed + batch.counts.cancelled + unpaid == 0;
        print_end(&client, &batch, duplicates.as_ref(), args.results.as_deref(), args.json).await?;
    }
    if args.json {
        output::line(client.object(&format!("v1/batches/{}", accepted.batch_id)).await?)?;
    }
    Ok(if all_paid { done } else { ExitCode::FAILURE })
}

/// Copies standard input to a file.
fn standard_input(format: Option<Format>) -> Result<NamedTempFile, CliError> {
    if format.is_none() {
        return Err(CliError::Usage(
            "standard input has no name that says whether it is CSV or NDJSON: pass --format csv or --format ndjson".into(),
        ));
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        output::note("Reading rewards from standard input. Ctrl-D on a line of its own ends the input.");
    }
    rewards::keep_standard_input(input.lock())
}

/// Returns the duplicates of a batch, if it has any.
async fn duplicates(client: &Client, batch: &Batch) -> Result<Option<Duplicates>, CliError> {
    if batch.counts.duplicate == 0 {
        return Ok(None);
    }
    Duplicates::of(client, &batch.id).await.map(Some)
}

/// Prints what was accepted. If the command `waits`, its end reports the duplicates, because the payments that they
/// repeat may be paid by then. Otherwise this does.
async fn print_accepted(
    client: &Client,
    accepted: &Accepted,
    took: Duration,
    waits: bool,
) -> Result<(), CliError> {
    let batch = client.batch(&accepted.batch_id).await?;
    let counts = batch.counts;
    if accepted.replayed {
        output::line(format!(
            "Batch        {}: this file was accepted before, so nothing was recorded or paid now. To pay it once more, \
             use another --key (an item with a reference that was paid is not paid twice)",
            accepted.batch_id
        ))?;
    } else {
        output::line(format!("Batch        {}", accepted.batch_id))?;
    }
    let rate = grouped(per_second(counts.total, took));
    output::line(format!(
        "Accepted     {:>12}  in {:.2} s ({rate}/s)",
        grouped(counts.total),
        took.as_secs_f64()
    ))?;
    if waits {
        return Ok(());
    }
    duplicates(client, &batch).await?.map_or(Ok(()), |duplicates| duplicates.print())
}

/// Writes the results, if they are wanted, and prints the outcome of the batch.
async fn print_end(
    client: &Client,
    batch: &Batch,
    duplicates: Option<&Duplicates>,
    results: Option<&Path>,
    json: bool,
) -> Result<(), CliError> {
    let outcomes = match results {
        Some(results) => Some(submission::fetch_results(client, &batch.id, results).await?),
        None => None,
    };
    if json {
        return Ok(());
    }
    let (counts, amounts) = (batch.counts, batch.amounts);
    let row = |name: &str, count: i64, cents: i64| {
        output::line(format!("{name:<12} {:>12}  {}", grouped(count), Cents::new(cents)))
    };
    row("Paid", counts.succeeded, amounts.succeeded)?;
    row("Not paid", counts.failed + counts.cancelled, amounts.failed + amounts.cancelled)?;
    if let Some(duplicates) = duplicates {
        duplicates.print()?;
    }
    match (outcomes, results) {
        (Some(outcomes), Some(results)) => {
            submission::print_reasons(&outcomes)?;
            output::line(format!("Results      {}", results.display()))?;
        }
        _ if counts.failed > 0 => submission::print_failures(client, &batch.id).await?,
        _ => {}
    }
    if counts.failed > 0 {
        output::line(format!(
            "To retry the failed items, once the cause is fixed: payout retry {} (or POST /v1/batches/{}/retry)",
            batch.id, batch.id
        ))?;
    }
    Ok(())
}

fn print_dry_run(found: &DryRun, format: Format) -> Result<(), CliError> {
    let mut table = output::table(&["", "items", "amount"]);
    let (counts, amounts) = (found.counts, found.amounts);
    let rows = [
        ("in the file", Some(counts.total), None),
        ("invalid", Some(counts.invalid), None),
        ("valid", Some(counts.total - counts.invalid), Some(amounts.total)),
        ("not paid before, retried", Some(counts.next_attempt), None),
        ("duplicates, not paid again", Some(counts.duplicate), Some(amounts.duplicate)),
        ("payout balance now", None, Some(found.payout_balance_before)),
        ("payout balance after", None, Some(found.payout_balance_after)),
        ("missing", None, Some(found.missing.unwrap_or(0))),
    ];
    for (name, items, cents) in rows {
        let items = items.map(grouped).unwrap_or_default();
        let amount = cents.map(|cents| Cents::new(cents).to_string()).unwrap_or_default();
        table.add_row([name.to_owned(), items, amount]);
    }
    output::line(table)?;
    for fault in found.faults(format.first_line()) {
        output::line(fault)?;
    }
    for repetition in found.repetitions(format.first_line()) {
        output::line(repetition)?;
    }
    let verdict = match (found.valid, found.missing) {
        (true, None | Some(0)) => "would be accepted",
        (true, Some(_)) => "would be accepted, but the payout balance does not cover all of it",
        (false, _) => "would be rejected",
    };
    output::line(format!("Nothing was recorded; the file {verdict}."))
}
