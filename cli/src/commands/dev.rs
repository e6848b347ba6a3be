//! `payout dev`: runs a private stack with a funded test business.

use std::path::Path;
use std::process::ExitCode;

use domain::platform::db::{self, Role};
use domain::platform::telemetry;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::member;
use crate::error::CliError;
use crate::local::database::{self, EmbeddedArgs};
use crate::local::merchant::{self, Funds, Merchant};
use crate::local::secrets::Secrets;
use crate::local::stack::{Stack, StackOptions};
use crate::output;

/// The balances of a new development business, in cents: $1,000,000.00 in each account.
const FUNDS: Funds = Funds { balance: 100_000_000, payout_balance: 100_000_000 };

/// The default port of the operators' listener.
const OPS_PORT: u16 = 9090;

/// The port number that asks for any free port.
const ANY_PORT: u16 = 0;

/// How often the books are checked while it runs, in seconds.
const VERIFY_INTERVAL_SECONDS: u64 = 600;

/// Run the API and a worker until Ctrl-C, with a funded test business.
///
/// Uses a private PostgreSQL (found, or downloaded) under .payout, which keeps the business, its key and all payments
/// for the next run. Ctrl-C or SIGTERM stops everything, PostgreSQL included, and exits with 0.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: EmbeddedArgs,

    /// The API's port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 8080, value_name = "PORT")]
    port: u16,

    /// The operators' port on 127.0.0.1 (/metrics, /healthz, /readyz, /admin); 0 picks a free one. [default: 9090, or
    /// a free one with --port 0]
    #[arg(long, value_name = "PORT")]
    ops_port: Option<u16>,

    /// Print one JSON object as the first and only line:
    /// {"api_url", "ops_url", "api_key", "operator_token", "business_id", "database_url", "dashboard_url", "console_url",
    /// "docs_url"}.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If there is no PostgreSQL, a port is taken, or the API or the worker ends by itself.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    // Set up before anything starts, so that a signal in the first seconds also stops everything in order.
    let stop = CancellationToken::new();
    telemetry::stop_on_signals(&stop).map_err(CliError::Signals)?;
    args.database.refuse_beside_live().await?;
    let database = args.database.open().await?;
    let ended = serve(&args, database.url(), &stop).await;
    let stopped = database.stop().await;
    ended?;
    stopped?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &Args, url: &SecretString, stop: &CancellationToken) -> Result<(), CliError> {
    let home = args.database.home.as_path();
    let secrets = Secrets::load_or_create(home)?;
    database::migrate(url).await?;
    let merchant = merchant(url, &secrets, home).await?;
    let options = StackOptions {
        port: args.port,
        ops_port: args.ops_port.unwrap_or(if args.port == ANY_PORT { ANY_PORT } else { OPS_PORT }),
        worker: true,
        verify_interval_seconds: VERIFY_INTERVAL_SECONDS,
    };
    let mut stack = Stack::start(url, &secrets, &options).await?;
    let link = invitation(url, &stack, &merchant).await?;
    announce(args, &stack, (&secrets, &merchant), url, &link)?;
    let crashed = tokio::select! {
        () = stop.cancelled() => None,
        error = stack.ended() => Some(error),
    };
    let stopped = stack.stop().await;
    crashed.map_or(stopped, Err)
}

/// Returns the business of the last run if this database knows it, and otherwise creates one.
async fn merchant(url: &SecretString, secrets: &Secrets, home: &Path) -> Result<Merchant, CliError> {
    let mut conn = db::connect(url, Role::Operator).await?;
    secrets.check(&mut conn, home).await?;
    if let Some(key) = &secrets.dev_api_key
        && let Some(known) = merchant::find(&mut conn, &secrets.key_pepper, key).await?
    {
        return Ok(known);
    }
    let made = merchant::create(&mut conn, &secrets.key_pepper, "Development", FUNDS).await?;
    Secrets::keep_dev_api_key(home, &made.api_key)?;
    Ok(made)
}

/// Returns a link that makes the person who opens it an owner of the business.
async fn invitation(url: &SecretString, stack: &Stack, merchant: &Merchant) -> Result<String, CliError> {
    let mut conn = db::connect(url, Role::Operator).await?;
    member::invite_owner(&mut conn, merchant.business_id, &stack.api_url()).await
}

fn announce(
    args: &Args,
    stack: &Stack,
    (secrets, merchant): (&Secrets, &Merchant),
    url: &SecretString,
    link: &str,
) -> Result<(), CliError> {
    let (api_url, ops_url) = (stack.api_url(), stack.ops_url());
    let api_key = merchant.api_key.expose_secret();
    let operator_token = secrets.operator_token.expose_secret();
    if args.json {
        return output::line(json!({
            "api_url": api_url,
            "ops_url": ops_url,
            "api_key": api_key,
            "operator_token": operator_token,
            "business_id": merchant.business_id,
            "database_url": url.expose_secret(),
            "dashboard_url": link,
            "console_url": format!("{ops_url}/console"),
            "docs_url": format!("{api_url}/docs"),
        }));
    }
    output::line(announcement(&Stacked {
        program: &program(),
        api_url: &api_url,
        ops_url: &ops_url,
        api_key,
        operator_token,
        database_url: url.expose_secret(),
        link,
    }))
}

/// The values that the printed commands contain.
struct Stacked<'a> {
    program: &'a str,
    api_url: &'a str,
    ops_url: &'a str,
    api_key: &'a str,
    operator_token: &'a str,
    database_url: &'a str,
    link: &'a str,
}

/// Returns the text that tells a newcomer what to do next. Every line that begins with two spaces is a shell command,
/// and is tested as one.
fn announcement(of: &Stacked<'_>) -> String {
    let Stacked { program, api_url, ops_url, api_key, operator_token, database_url, link } = of;
    let json = "-H 'Content-Type: application/json'";
    format!(
        r#"The API is at {api_url}, the operators' listener at {ops_url}. Press Ctrl-C to stop everything.
Dashboard: the merchant joins with this link, which works once: {link}
Console: operators sign in at {ops_url}/console with this token: {operator_token}

Receive webhooks, verified and printed, in a second terminal:
  {program} listen --api-url {api_url} --api-key {api_key}

Pay somebody $100.00 in a third terminal, and keep the hash in the response:
  HASH=$(curl -sS {api_url}/payout/create -H 'Authorization: Bearer {api_key}' -H 'Idempotency-Key: order-1' {json} -d '{{"email":"user@example.com","amount":10000}}' | grep -oE '[0-9a-f]{{64}}'); echo "$HASH"

Withdraw $50.00 with the hash (a sandbox pays; the last two digits of the amount decide what happens):
  curl -sS {api_url}/payout/withdraw -H "X-Payout-Hash: $HASH" -H 'Idempotency-Key: my-first' {json} -d '{{"amount":5000,"provider":"paypal","destination":{{"email":"user@example.com"}}}}'

Show what the payout user sees, and your own balances:
  curl -sS {api_url}/payout/operations -H "X-Payout-Hash: $HASH"
  curl -sS {api_url}/balance -H 'Authorization: Bearer {api_key}'

Pay a file:
  printf 'email,amount\nuser@example.com,250\n' > rewards.csv
  {program} submit rewards.csv --api-url {api_url} --api-key {api_key} --wait

Look at the queue as an operator, and check the books:
  curl -sS {ops_url}/admin/queue -H 'Authorization: Bearer {operator_token}'
  DATABASE_URL='{database_url}' {program} verify
"#
    )
}

/// Returns this program's name as it was called, quoted as one word for a shell.
fn program() -> String {
    let called = std::env::args().next().unwrap_or_else(|| "payout".to_owned());
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if called.chars().all(plain) { called } else { format!("'{}'", called.replace('\'', r"'\''")) }
}
