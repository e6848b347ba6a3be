//! `payout throttle`: sets, lists and removes throttles.

use std::process::ExitCode;

use api::routes::admin::throttles::list::Throttle;
use clap::{ArgGroup, Subcommand};
use domain::steering::Command;
use domain::throttle::{self, Rates, Throttled};
use serde_json::Value;
use sqlx::PgConnection;

use super::pauses;
use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};
use crate::steering::{self, CommandArgs, TypedTarget};

/// How many throttles are read at a time.
const PAGE: i64 = 200;

/// The columns of a list of throttles.
pub const COLUMNS: [Column; 4] = [
    Column("throttled", Shown::Whole(pauses::target)),
    Column("items per second", Shown::Count("/max_per_second")),
    Column("amount per second", Shown::Money("/max_cents_per_second")),
    Column("since", Shown::Time("/changed_at")),
];

/// Set, list and remove limits on the rate of payments.
///
/// A throttle limits everything, a business or a batch, across all workers. With an API key, set and remove throttles
/// of your own batches.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Limit the rate of payments from now on.
    ///
    /// Replaces an earlier throttle of the same target.
    #[command(group(ArgGroup::new("rate").required(true).multiple(true).args(["max_per_second", "max_cents_per_second"])))]
    Set {
        #[command(flatten)]
        command: CommandArgs,
        /// `all`, a business (biz_…) or a batch (bat_…).
        target: TypedTarget,
        /// The most allocations per second, 1 to 1,000,000.
        #[arg(long)]
        max_per_second: Option<i64>,
        /// The most cents per second, from 1. The last allocation of a claim may exceed it, and later ones then wait
        /// longer.
        #[arg(long)]
        max_cents_per_second: Option<i64>,
    },
    /// List the throttles in force, as an operator with DATABASE_URL.
    ///
    /// `payout batch show` shows the throttle of a batch of your own.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        printing: Printing,
    },
    /// Remove a throttle, so that payments are as fast as possible.
    Clear {
        #[command(flatten)]
        command: CommandArgs,
        /// `all`, a business (biz_…) or a batch (bat_…).
        target: TypedTarget,
    },
}

/// Runs the command.
///
/// # Errors
/// If the command is rejected, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Set { command, target, max_per_second, max_cents_per_second } => {
            let rates = Rates::new(max_per_second, max_cents_per_second)
                .map_err(|wrong| CliError::Usage(wrong.to_string()))?;
            steering::run(command, Command::Throttle(target.0, rates)).await
        }
        Action::Clear { command, target } => steering::run(command, Command::Unthrottle(target.0)).await,
        Action::List { database, printing } => list(&database, printing).await,
    }
}

async fn list(database: &DatabaseArgs, printing: Printing) -> Result<ExitCode, CliError> {
    let list = async |at: CellRef<'_>| {
        printing.of(at.number()).rows(&COLUMNS, &read(&mut at.connect().await?).await?)?;
        Ok(ExitCode::SUCCESS)
    };
    database.cells()?.each(printing.json, list).await
}

/// Returns all throttles in force, as `GET /admin/throttles` shows them.
///
/// # Errors
/// If the database cannot be read.
pub async fn read(conn: &mut PgConnection) -> Result<Vec<Value>, CliError> {
    let mut all: Vec<Throttled> = Vec::new();
    loop {
        let page = throttle::list(conn, all.last().map(Throttled::key), PAGE).await?;
        if page.is_empty() {
            return output::objects(all.into_iter().map(Throttle::from));
        }
        all.extend(page);
    }
}
