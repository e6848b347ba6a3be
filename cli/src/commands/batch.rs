//! `payout batch`: lists and shows batches.

use std::process::ExitCode;

use api::routes::v1::batches::BatchBody;
use clap::Subcommand;
use domain::batch::{self, Filter, Status};
use domain::business;
use domain::clock;
use domain::ids::{BatchId, BusinessId};
use domain::steering::SteerError;
use serde_json::Value;

use crate::access::{Access, AccessArgs};
use crate::error::CliError;
use crate::local::cells::Subject;
use crate::output::{self, Column, Listing, Printing, Shown};

/// The columns of a list of batches.
const COLUMNS: [Column; 10] = [
    Column("id", Shown::Text("/id")),
    Column("status", Shown::Text("/status")),
    Column("held by", Shown::Text("/held_by")),
    Column("items", Shown::Count("/counts/total")),
    Column("pending", Shown::Count("/counts/pending")),
    Column("paid", Shown::Count("/counts/succeeded")),
    Column("failed", Shown::Count("/counts/failed")),
    Column("duplicates", Shown::Count("/counts/duplicate")),
    Column("amount", Shown::Money("/amounts/total")),
    Column("accepted", Shown::Time("/created_at")),
];

/// The lines about one batch.
const FIELDS: [Column; 22] = [
    Column("id", Shown::Text("/id")),
    Column("status", Shown::Text("/status")),
    Column("held by", Shown::Text("/held_by")),
    Column("mode", Shown::Text("/mode")),
    Column("items", Shown::Count("/counts/total")),
    Column("pending", Shown::Count("/counts/pending")),
    Column("paid", Shown::Count("/counts/succeeded")),
    Column("failed", Shown::Count("/counts/failed")),
    Column("cancelled", Shown::Count("/counts/cancelled")),
    Column("duplicates", Shown::Count("/counts/duplicate")),
    Column("amount", Shown::Money("/amounts/total")),
    Column("amount pending", Shown::Money("/amounts/pending")),
    Column("amount paid", Shown::Money("/amounts/succeeded")),
    Column("amount failed", Shown::Money("/amounts/failed")),
    Column("rate per second", Shown::Text("/progress/rate_per_second")),
    Column("expected end", Shown::Time("/progress/eta")),
    Column("max per second", Shown::Count("/max_per_second")),
    Column("max amount per second", Shown::Money("/max_cents_per_second")),
    Column("accepted", Shown::Time("/created_at")),
    Column("scheduled", Shown::Time("/scheduled_at")),
    Column("cancelled at", Shown::Time("/cancelled_at")),
    Column("finished", Shown::Time("/finished_at")),
];

/// List and show batches.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY), the command shows the batches of your business. With DATABASE_URL,
/// it shows those of any business.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List batches, newest first.
    List {
        #[command(flatten)]
        access: AccessArgs,
        /// The business, biz_…. Required with DATABASE_URL. An API key already belongs to a business.
        #[arg(long, value_name = "ID")]
        business: Option<BusinessId>,
        /// Only batches with this status: `accepted`, `processing`, `paused`, `completed` or `cancelled`.
        #[arg(long, value_parser = status)]
        status: Option<Status>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Show one batch: its items and cents by status, its rate and its expected end.
    Show {
        #[command(flatten)]
        access: AccessArgs,
        /// The batch, bat_….
        batch: BatchId,
        #[command(flatten)]
        printing: Printing,
    },
}

/// Runs the command.
///
/// # Errors
/// If there is no such batch, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::List { access, business, status, listing } => {
            listing.print(&COLUMNS, list(access.open()?, business, status, listing.fetch()).await?)?;
        }
        Action::Show { access, batch, printing } => {
            printing.object(&FIELDS, &show(access.open()?, batch).await?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(
    access: Access,
    business: Option<BusinessId>,
    status: Option<Status>,
    limit: i64,
) -> Result<Vec<Value>, CliError> {
    match (access, business) {
        (Access::Operator(cells), Some(business)) => {
            let (_, mut conn) = cells.having(Subject::Business(business)).await?;
            if !business::is_known(&mut conn, business).await? {
                return Err(CliError::Failed(SteerError::NoSuchBusiness.to_string()));
            }
            let now = clock::read(&mut conn).await?.now();
            let filter = Filter { status, ..Filter::default() };
            let batches = batch::list(&mut conn, business, filter, None, limit, now).await?;
            output::objects(batches.iter().map(BatchBody::from))
        }
        (Access::Operator(_), None) => {
            Err(CliError::Usage("name the business: --business biz_… (see `payout business list`)".into()))
        }
        (Access::Merchant(client), None) => {
            let status = [("status", status.map(Status::as_str))];
            Ok(client.list("v1/batches", &status, limit).await?)
        }
        (Access::Merchant(_), Some(_)) => Err(CliError::Usage(
            "an API key lists the batches of its own business: omit --business, or set DATABASE_URL and unset \
             PAYOUT_API_KEY"
                .into(),
        )),
    }
}

async fn show(access: Access, id: BatchId) -> Result<Value, CliError> {
    match access {
        Access::Merchant(client) => Ok(client.object(&format!("v1/batches/{id}")).await?),
        Access::Operator(cells) => {
            let (_, mut conn) = cells.having(Subject::Batch(id)).await?;
            let now = clock::read(&mut conn).await?.now();
            let owner = batch::business_of(&mut conn, id).await?;
            let found = match business::served(&mut conn, owner).await? {
                Some(business) => batch::get(&mut conn, business, id, now).await?,
                None => None,
            };
            let found = found.ok_or_else(|| CliError::Failed(format!("there is no batch {id}")))?;
            output::object(&BatchBody::from(&found))
        }
    }
}

fn status(text: &str) -> Result<Status, String> {
    let known = Status::ALL.into_iter().find(|status| status.as_str() == text);
    known.ok_or_else(|| format!("the status must be one of {}", Status::ALL.map(Status::as_str).join(", ")))
}
