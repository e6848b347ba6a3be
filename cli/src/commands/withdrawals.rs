//! `payout withdrawals`: lists, approves and rejects withdrawals.

use std::process::ExitCode;

use api::app::held_withdrawals::open;
use api::routes::admin::withdrawals::list::Waiting;
use api::routes::v1::withdrawals::Withdrawal;
use clap::Subcommand;
use domain::business;
use domain::clock;
use domain::ids::WithdrawalId;
use domain::steering;
use domain::withdrawal::ending::{EndedBy, Ending};
use domain::withdrawal::settle::{self, SettleError};
use domain::withdrawal::{MANUAL, Status, lookup, read};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::access::{Access, AccessArgs, audit_context};
use crate::error::CliError;
use crate::local::cells::{CellRef, Cells, Subject};
use crate::output::{self, Column, Listing, Printing, Shown};

const COLUMNS: [Column; 10] = [
    Column("id", Shown::Text("/id")),
    Column("status", Shown::Text("/status")),
    Column("held by", Shown::Text("/held_by")),
    Column("business", Shown::Text("/business_id")),
    Column("payout user", Shown::Text("/email")),
    Column("paid by", Shown::Text("/carried_out_by")),
    Column("amount", Shown::Money("/amount")),
    Column("net amount", Shown::Money("/net_amount")),
    Column("to", Shown::Whole(destination)),
    Column("created", Shown::Time("/created_at")),
];

/// List withdrawals, and approve or reject those that a person pays.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY), the command lists the withdrawals of your business. With
/// DATABASE_URL, it lists those of any business that wait for a person, or that have the given `--status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List withdrawals, newest first.
    List {
        #[command(flatten)]
        access: AccessArgs,
        /// Only withdrawals with this status: `created`, `processing`, `succeeded`, `failed`, `rejected` or
        /// `cancelled`. With DATABASE_URL, of any provider.
        #[arg(long, value_parser = status)]
        status: Option<Status>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Approve a withdrawal: a person has paid it.
    Approve {
        #[command(flatten)]
        access: AccessArgs,
        /// The withdrawal, ord_….
        withdrawal: WithdrawalId,
        #[command(flatten)]
        printing: Printing,
    },
    /// Reject a withdrawal: the money goes back to its payout user.
    Reject {
        #[command(flatten)]
        access: AccessArgs,
        /// The withdrawal, ord_….
        withdrawal: WithdrawalId,
        /// The reason, 1 to 500 characters. The payout user reads it.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        printing: Printing,
    },
}

/// Runs the command.
///
/// # Errors
/// If the withdrawal does not wait for a person, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::List { access, status, listing } => {
            return match access.open()? {
                Access::Merchant(client) => {
                    let status = [("status", status.map(Status::as_str))];
                    let rows = client.list("v1/withdrawals", &status, listing.fetch()).await?;
                    listing.print(&COLUMNS, rows).map(|()| ExitCode::SUCCESS)
                }
                Access::Operator(cells) => {
                    let print = async |at: CellRef<'_>| {
                        let rows = list(&mut at.connect().await?, status, listing.fetch()).await?;
                        listing.of(at.number()).print(&COLUMNS, rows).map(|()| ExitCode::SUCCESS)
                    };
                    cells.each(listing.json(), print).await
                }
            };
        }
        Action::Approve { access, withdrawal, printing } => {
            let ended = match access.open()? {
                Access::Merchant(client) => {
                    client.ask(Method::POST, &format!("v1/withdrawals/{withdrawal}/approve"), None).await?
                }
                Access::Operator(cells) => {
                    end(&cells, withdrawal, &Ending::Succeeded { reference: None }).await?
                }
            };
            tell(printing, &ended)?;
        }
        Action::Reject { access, withdrawal, reason, printing } => {
            let ending =
                Ending::rejected(&reason).map_err(|why| CliError::Usage(format!("--reason: {why}")))?;
            let ended = match access.open()? {
                Access::Merchant(client) => {
                    let path = format!("v1/withdrawals/{withdrawal}/reject");
                    client.ask(Method::POST, &path, Some(&json!({ "reason": reason }))).await?
                }
                Access::Operator(cells) => end(&cells, withdrawal, &ending).await?,
            };
            tell(printing, &ended)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lists the withdrawals of a cell that wait for a person, or that have `status`.
async fn list(conn: &mut PgConnection, status: Option<Status>, limit: i64) -> Result<Vec<Value>, CliError> {
    let rows = match status {
        Some(status) => read::of_all(conn, status, None, limit).await?,
        None => read::waiting_for_a_person(conn, None, limit).await?,
    };
    let held = read::held(conn, &open(&rows)).await?;
    output::objects(rows.into_iter().map(|row| Waiting::shown(row, &held)))
}

/// Ends a withdrawal that waits for a person, and writes it to the audit log.
async fn end(cells: &Cells, id: WithdrawalId, ending: &Ending) -> Result<Value, CliError> {
    let (_, mut conn) = cells.having(Subject::Withdrawal(id)).await?;
    let none = || {
        CliError::Failed(format!(
            "there is no withdrawal {id} that a person carries out: see `payout withdrawals list`"
        ))
    };
    let done = audit_context(&clock::read(&mut conn).await?);
    let found = lookup::business_of(&mut conn, id, MANUAL).await?;
    let business = business::served(&mut conn, found).await?.ok_or_else(none)?;
    let mut work = conn.begin().await?;
    let ended = match settle::end(&mut work, business, id, &EndedBy::Person, ending, done.now).await {
        Ok(ended) => ended,
        Err(SettleError::Database(error)) => return Err(error.into()),
        Err(SettleError::NoSuchWithdrawal) => return Err(none()),
        Err(SettleError::NotPermitted(status)) => {
            let status = status.as_str();
            return Err(CliError::Failed(format!(
                "the withdrawal does not wait for a person: its status is {status}"
            )));
        }
    };
    steering::record_withdrawal_ended(&mut work, &ended, done).await?;
    work.commit().await?;
    output::object(&Withdrawal::from(ended))
}

fn tell(printing: Printing, ended: &Value) -> Result<(), CliError> {
    let text = |place| Shown::Text(place).of(ended);
    let amount = Shown::Money("/amount").of(ended);
    let status = match ended["status"].as_str() {
        Some("succeeded") => "has succeeded".to_owned(),
        _ => format!("is {}", text("/status")),
    };
    printing.done(ended, format!("{} {status}: {amount} of {}", text("/id"), text("/email")))
}

fn destination(withdrawal: &Value) -> String {
    let fields = withdrawal["destination"].as_object();
    let values = fields.into_iter().flatten().map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name} {text}"),
        None => format!("{name} {value}"),
    });
    values.collect::<Vec<_>>().join(", ")
}

fn status(text: &str) -> Result<Status, String> {
    let known = Status::ALL.into_iter().find(|status| status.as_str() == text);
    known.ok_or_else(|| format!("the status must be one of {}", Status::ALL.map(Status::as_str).join(", ")))
}
