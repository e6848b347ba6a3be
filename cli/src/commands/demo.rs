//! `payout demo`: pays a file on a private stack and verifies the books.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use domain::clock::Clock;
use domain::money::Cents;
use domain::platform::db::{self, Role};
use secrecy::SecretString;

use super::member;
use crate::books;
use crate::client::{Accepted, Batch, Client, Format, Mode, Submission};
use crate::error::CliError;
use crate::local::database::{self, EmbeddedArgs};
use crate::local::merchant::{self, Funds, Merchant};
use crate::local::secrets::Secrets;
use crate::local::stack::{Stack, StackOptions};
use crate::output::{self, grouped, per_second};
use crate::rewards;
use crate::rewards::progress::ProgressOutput;
use crate::rewards::submission::{self, Outcomes};

/// Pay a file of rewards from end to end on this machine, and verify the books.
///
/// Runs a private PostgreSQL (found on the machine, or downloaded) with production durability, the API and a worker.
/// Creates a test business with enough money, submits a CSV file over HTTP, and verifies the ledger. It can be
/// repeated. Exits with 0 only if every item ended and the books balance.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: EmbeddedArgs,

    /// How many rewards to generate, of $1.00 to $50.00 each. One in twenty goes to an address that already has one.
    #[arg(long, default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    rewards: u64,

    /// Pay this file (CSV or NDJSON) instead. Amounts are whole cents.
    #[arg(long, value_name = "FILE", conflicts_with = "rewards")]
    file: Option<PathBuf>,

    /// Fund the business with this many cents instead of enough, to see what happens when the money runs out.
    #[arg(long, value_name = "CENTS", value_parser = clap::value_parser!(i64).range(0..))]
    funds: Option<i64>,
}

/// The address of `payout dev` with default settings. It serves the same database.
const DEV_URL: &str = "http://127.0.0.1:8080";

/// The rewards that are paid.
#[derive(Debug)]
struct Rewards {
    path: PathBuf,
    format: Format,
    cents: i64,
}

/// The result of paying them.
#[derive(Debug)]
struct Paid {
    accepted: Accepted,
    accepting: Duration,
    paying: Duration,
    batch: Batch,
    outcomes: Outcomes,
}

/// Runs the command.
///
/// # Errors
/// If there is no PostgreSQL, or any step fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let home = args.database.home.clone();
    args.database.refuse_beside_live().await?;
    let database = args.database.open().await?;
    let ended = pay_and_verify(&args, &home, database.url(), began).await;
    let stopped = database.stop().await;
    let all_well = ended?;
    stopped?;
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn pay_and_verify(
    args: &Args,
    home: &Path,
    url: &SecretString,
    began: Instant,
) -> Result<bool, CliError> {
    let secrets = Secrets::load_or_create(home)?;
    database::migrate(url).await?;
    let rewards = Rewards::of(args, home)?;
    let funds = Funds { balance: 0, payout_balance: args.funds.unwrap_or(rewards.cents) };
    let mut conn = db::connect(url, Role::Operator).await?;
    secrets.check(&mut conn, home).await?;
    let merchant = merchant::create(&mut conn, &secrets.key_pepper, "Demo", funds).await?;
    let stack = Stack::start(url, &secrets, &StackOptions::default()).await?;
    let place =
        if args.database.database_url.is_some() { "DATABASE_URL" } else { "private, in its own directory" };
    output::line(format!("Postgres     {place}; ready in {:.1} s", began.elapsed().as_secs_f64()))?;
    output::line(format!("API          {}", stack.api_url()))?;
    let funded = Cents::new(funds.payout_balance);
    output::line(format!("Business     {} (test), {funded} to pay from", merchant.business_id))?;
    output::line(format!("File         {}", rewards.path.display()))?;

    let paid = submit(&rewards, &stack.api_url(), &merchant, home).await;
    stack.stop().await?;
    let paid = paid?;
    paid.print(&home.join("results.csv"))?;
    let findings = books::verify(url).await?;
    output::line("")?;
    output::line(books::table(&findings))?;
    let balance = books::balance(&findings);
    output::line(if balance { "The books balance." } else { "The books do NOT balance." })?;
    if args.database.database_url.is_none() {
        let link = member::invite_owner(&mut conn, merchant.business_id, DEV_URL).await?;
        output::line(format!(
            "In a browser: run `payout dev` and join the dashboard with this link, which works once: {link}"
        ))?;
    }
    Ok(balance && paid.batch.counts.pending == 0)
}

impl Rewards {
    /// Returns the given file, or a generated one. A generated file has new references each time, because otherwise
    /// nothing would be paid again.
    fn of(args: &Args, home: &Path) -> Result<Self, CliError> {
        let (path, format) = match &args.file {
            Some(path) => {
                rewards::is_file(path)?;
                (path.clone(), rewards::format_of(path)?)
            }
            None => {
                let path = home.join("rewards.csv");
                let prefix = format!("demo-{}", Clock::System.id().simple());
                rewards::generate(&path, Format::Csv, args.rewards, &prefix)?;
                (path, Format::Csv)
            }
        };
        let cents = rewards::sums(&path, format)?.cents;
        Ok(Self { path, format, cents })
    }
}

async fn submit(
    rewards: &Rewards,
    api_url: &str,
    merchant: &Merchant,
    home: &Path,
) -> Result<Paid, CliError> {
    let client = Client::new(api_url, merchant.api_key.clone())?;
    let idempotency_key = format!("demo-{}", Clock::System.id());
    let submission = Submission {
        path: &rewards.path,
        format: rewards.format,
        mode: Mode::BestEffort,
        rates: None,
        scheduled_at: None,
        idempotency_key: &idempotency_key,
    };
    let (accepted, accepting) = submission::upload(&client, &submission).await?;
    let started = Instant::now();
    let batch = submission::watch(&client, &accepted.batch_id, ProgressOutput::OnTerminals).await?;
    let paying = started.elapsed();
    let outcomes = submission::fetch_results(&client, &accepted.batch_id, &home.join("results.csv")).await?;
    Ok(Paid { accepted, accepting, paying, batch, outcomes })
}

impl Paid {
    fn print(&self, results: &Path) -> Result<(), CliError> {
        let (counts, amounts) = (self.batch.counts, self.batch.amounts);
        let timed = |count: i64, time: Duration| {
            format!("{:.2} s ({}/s)", time.as_secs_f64(), grouped(per_second(count, time)))
        };
        let row = |name: &str, count: i64, rest: &str| {
            output::line(format!("{name:<12} {:>12}  {rest}", grouped(count)).trim_end())
        };
        output::line(format!("Batch        {}", self.accepted.batch_id))?;
        let recorded = counts.total - counts.duplicate;
        row("Accepted", counts.total, &format!("over HTTP in {}", timed(counts.total, self.accepting)))?;
        row("Duplicates", counts.duplicate, "")?;
        let paid = Cents::new(amounts.succeeded);
        row("Paid", counts.succeeded, &format!("{paid}, in another {}", timed(recorded, self.paying)))?;
        row("Not paid", counts.failed + counts.cancelled, "")?;
        submission::print_reasons(&self.outcomes)?;
        output::line(format!("Results      {}", results.display()))
    }
}
