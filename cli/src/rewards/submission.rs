//! Submits a file of rewards: uploads it, watches its batch to the end, fetches the outcome of every item. `payout
//! submit` and the demo share this code.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio_util::io::ReaderStream;

use crate::client::{Accepted, Batch, Client, ClientError, DryRun, Submission};
use crate::error::{CliError, file};
use crate::output;
use crate::rewards::progress::{Payment, ProgressOutput, Upload};

/// How often an upload is attempted while the API is too busy.
const ATTEMPTS: u32 = 5;

/// The longest wait between two attempts, whatever the API requests, in seconds.
const LONGEST_WAIT_SECONDS: u64 = 30;

/// How often a batch is polled.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How often a batch is polled in the beginning. A small batch is paid in a moment, and the demo's rate is measured
/// with these polls.
const LOOK_EVERY_AT_FIRST: Duration = Duration::from_millis(10);

/// How long the first interval is kept.
const AT_FIRST: Duration = Duration::from_secs(2);

/// How long the API may be unreachable while a batch is watched.
const AWAY_LIMIT: Duration = Duration::from_secs(60);

/// How much of the file is sent at a time, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// How many items ended with which status and code: `("failed", "insufficient_funds") → 3`.
pub type Outcomes = BTreeMap<(String, String), i64>;

/// Uploads the file and shows the progress on a terminal. Returns how long the API took to record every item. Prints
/// the errors of the file to standard error.
///
/// # Errors
/// If the API rejects the file or does not respond.
pub async fn upload(client: &Client, submission: &Submission<'_>) -> Result<(Accepted, Duration), CliError> {
    upload_telling(client, submission, ProgressOutput::OnTerminals).await
}

/// Like [`upload`], but shows its progress where `told` says.
///
/// # Errors
/// Those of [`upload`].
pub async fn upload_telling(
    client: &Client,
    submission: &Submission<'_>,
    told: ProgressOutput,
) -> Result<(Accepted, Duration), CliError> {
    let then = "the server is checking and recording the file";
    send(submission, told, then, async |body| client.submit(submission, body).await).await
}

/// Uploads the file and shows the progress, only to learn what would happen to it.
///
/// # Errors
/// If the API cannot read the file or does not respond.
pub async fn examine(client: &Client, submission: &Submission<'_>) -> Result<DryRun, CliError> {
    let Submission { format, mode, .. } = *submission;
    let then = "the server is checking the file";
    let asked = send(submission, ProgressOutput::Everywhere, then, async |body| {
        client.dry_run(format, mode, body).await
    });
    Ok(asked.await?.0)
}

/// Sends the file until it is not rejected as too busy. Returns how long the last attempt took.
async fn send<T>(
    submission: &Submission<'_>,
    told: ProgressOutput,
    then: &'static str,
    request: impl AsyncFn(reqwest::Body) -> Result<T, ClientError>,
) -> Result<(T, Duration), CliError> {
    let path = submission.path;
    let bytes = tokio::fs::metadata(path).await.map_err(file("open", path))?.len();
    for attempt in 1.. {
        let input = tokio::fs::File::open(path).await.map_err(file("open", path))?;
        let upload = Upload::begin(told, bytes, then);
        let sending = upload.clone();
        let chunks = ReaderStream::with_capacity(input, CHUNK_BYTES)
            .inspect(move |chunk| sending.sent(chunk.as_ref().map_or(0, |chunk| chunk.len() as u64)));
        let started = Instant::now();
        let body = reqwest::Body::wrap_stream(chunks);
        let sent = request(body).await;
        upload.end();
        match sent {
            Ok(answer) => return Ok((answer, started.elapsed())),
            Err(error) => match error.retry_after() {
                Some(seconds) if attempt < ATTEMPTS => {
                    let seconds = seconds.min(LONGEST_WAIT_SECONDS);
                    output::note(format!("{error}; trying again in {seconds} s"));
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                }
                _ => {
                    let faults = error.faults(submission.format.first_line());
                    faults.iter().for_each(output::note);
                    if !faults.is_empty() {
                        output::note("Nothing of the file was recorded: correct it and submit it again.");
                    }
                    // Conflicts are checked last, and only if every item is right.
                    let unexamined = match &error {
                        ClientError::Refused(problem) => {
                            problem.code != "conflict"
                                && problem.errors.iter().any(|fault| fault.index.is_some())
                        }
                        _ => false,
                    };
                    if unexamined {
                        output::note(
                            "References that were used before with another email or amount are reported only once every \
                             item is valid: `payout submit --dry-run` reports all errors at once.",
                        );
                    }
                    return Err(error.into());
                }
            },
        }
    }
    Err(CliError::Failed("the upload was not tried".into()))
}

/// Watches a batch until every item has ended, and shows the progress. Waits for an API that is unreachable for a
/// while.
///
/// # Errors
/// If the API rejects the request, or is unreachable for more than a minute.
pub async fn watch(client: &Client, batch_id: &str, told: ProgressOutput) -> Result<Batch, CliError> {
    let payment = Payment::begin(told);
    let started = Instant::now();
    let mut answered = Instant::now();
    loop {
        match client.batch(batch_id).await {
            Ok(batch) => {
                answered = Instant::now();
                payment.at(&batch);
                if batch.counts.pending == 0 {
                    payment.end();
                    return Ok(batch);
                }
            }
            Err(ClientError::NoAnswer(_)) if answered.elapsed() < AWAY_LIMIT => payment.silent(),
            Err(error) if error.retry_after().is_some() && answered.elapsed() < AWAY_LIMIT => {}
            Err(error) => return Err(error.into()),
        }
        let often = if started.elapsed() < AT_FIRST { LOOK_EVERY_AT_FIRST } else { LOOK_EVERY };
        tokio::time::sleep(often).await;
    }
}

/// Checks that results can be written to `path`, and leaves what is there.
///
/// # Errors
/// If they cannot.
pub fn can_write_results(path: &Path) -> Result<(), CliError> {
    let is_new = !path.exists();
    let opened = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(path);
    opened.map_err(file("write the results to", path))?;
    if is_new { std::fs::remove_file(path).map_err(file("remove", path)) } else { Ok(()) }
}

/// Writes the outcome of every item to `path` (CSV), and counts the outcomes. A new file is readable by its owner alone
/// (0600), because it contains the payout hashes of those who were paid. A file that exists keeps its mode.
///
/// # Errors
/// If the API does not respond, or the file cannot be written.
pub async fn fetch_results(client: &Client, batch_id: &str, path: &Path) -> Result<Outcomes, CliError> {
    let options =
        tokio::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path).await;
    let mut output = tokio::io::BufWriter::new(options.map_err(file("create", path))?);
    client.results(batch_id, &mut output).await?;
    drop(output);
    let mut reader = csv::Reader::from_path(path).map_err(|error| unreadable(path, &error))?;
    let header = reader.headers().map_err(|error| unreadable(path, &error))?.clone();
    let column = |name: &str| header.iter().position(|title| title == name);
    let (status, code) = (column("status"), column("code"));
    let mut outcomes = Outcomes::new();
    for row in reader.records() {
        let row = row.map_err(|error| unreadable(path, &error))?;
        let field = |column: Option<usize>| column.and_then(|n| row.get(n)).unwrap_or_default().to_owned();
        *outcomes.entry((field(status), field(code))).or_insert(0) += 1;
    }
    Ok(outcomes)
}

/// Prints why items were not paid, one line per code.
///
/// # Errors
/// If standard output cannot be written.
pub fn print_reasons(outcomes: &Outcomes) -> Result<(), CliError> {
    for ((status, code), count) in outcomes.iter().filter(|((_, code), _)| !code.is_empty()) {
        output::line(format!("             {:>12}  {code} ({status})", output::grouped(*count)))?;
    }
    Ok(())
}

/// Prints why items of a batch failed, as far as one page of them shows.
///
/// # Errors
/// If the API does not respond.
pub async fn print_failures(client: &Client, batch_id: &str) -> Result<(), CliError> {
    let mut outcomes = Outcomes::new();
    for item in client.items(batch_id, "failed").await? {
        *outcomes.entry((item.status, item.code.unwrap_or_default())).or_insert(0) += 1;
    }
    print_reasons(&outcomes)
}

fn unreadable(path: &Path, error: &csv::Error) -> CliError {
    CliError::Failed(format!("{} cannot be read: {error}", path.display()))
}
