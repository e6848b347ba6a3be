//! `payout throttle`.

use std::process::ExitCode;

use api::routes::admin::throttles::list::Throttle;
use clap::{ArgGroup, Subcommand};
use domain::steering::Command;
use domain::throttle::{self, Rates, Throttled};
use serde_json::Value;
use sqlx::PgConnection;

use super::pauses;
use crate::error::CliError;
use crate::local::cells::At;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};
use crate::steering::{self, OrderArgs, TypedTarget};

/// How many throttles are read at a time.
const PAGE: i64 = 200;

/// The columns of a list of throttles.
pub const COLUMNS: [Column; 4] = [
    Column("throttled", Shown::Whole(pauses::target)),
    Column("items per second", Shown::Count("/max_per_second")),
    Column("amount per second", Shown::Money("/max_cents_per_second")),
    Column("since", Shown::Time("/changed_at")),
];

/// Set, list and remove throttles: how fast everything, a business or a batch is paid, across all workers.
///
/// With an API key, set and remove those of batches of your own.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Pay at most so many a second from now on, in place of an earlier throttle of the same.
    #[command(group(ArgGroup::new("rate").required(true).multiple(true).args(["max_per_second", "max_cents_per_second"])))]
    Set {
        #[command(flatten)]
        order: OrderArgs,
        /// `all`, a business (biz_…) or a batch (bat_…).
        target: TypedTarget,
        /// Allocations per second, 1 to 1,000,000.
        #[arg(long)]
        max_per_second: Option<i64>,
        /// Cents per second, from 1. The last allocation of a claim may exceed it; the next ones wait for that.
        #[arg(long)]
        max_cents_per_second: Option<i64>,
    },
    /// List the throttles in force: with DATABASE_URL, as an operator. Those of your own batches, `payout batch show` tells.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        printing: Printing,
    },
    /// Remove a throttle: pay as fast as it goes.
    Clear {
        #[command(flatten)]
        order: OrderArgs,
        /// `all`, a business (biz_…) or a batch (bat_…).
        target: TypedTarget,
    },
}

/// Runs the command.
///
/// # Errors
/// When the command is refused, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Set { order, target, max_per_second, max_cents_per_second } => {
            let rates = Rates::new(max_per_second, max_cents_per_second)
                .map_err(|wrong| CliError::Usage(wrong.to_string()))?;
            steering::run(order, Command::Throttle(target.0, rates)).await
        }
        Action::Clear { order, target } => steering::run(order, Command::Unthrottle(target.0)).await,
        Action::List { database, printing } => list(&database, printing).await,
    }
}

async fn list(database: &DatabaseArgs, printing: Printing) -> Result<ExitCode, CliError> {
    let list = async |at: At<'_>| {
        printing.of(at.number()).rows(&COLUMNS, &read(&mut at.connect().await?).await?)?;
        Ok(ExitCode::SUCCESS)
    };
    database.cells()?.each(printing.json, list).await
}

/// All throttles in force, as `GET /admin/throttles` shows them.
///
/// # Errors
/// When the database cannot be read.
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
