//! `payout throttle`.

use std::process::ExitCode;

use clap::Subcommand;
use domain::steering::Order;
use domain::throttle::{self, Rates, Throttled};

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;
use crate::steering::{self, OrderArgs, TypedTarget};

/// How many throttles are read at a time.
const PAGE: i64 = 200;

/// Set, list and remove throttles: how fast everything, a business or a batch is paid, across all workers.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Pay at most so many a second from now on, in place of an earlier throttle of the same.
    Set {
        #[command(flatten)]
        order: OrderArgs,
        /// `all`, a business (biz_…) or a batch (bat_…).
        target: TypedTarget,
        /// Allocations per second, 1 to 1,000,000.
        #[arg(long, required_unless_present = "max_cents_per_second")]
        max_per_second: Option<i64>,
        /// Cents per second, from 1. The last allocation of a claim may exceed it; the next ones wait for that.
        #[arg(long)]
        max_cents_per_second: Option<i64>,
    },
    /// List the throttles in force.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
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
/// When the order is refused, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Set { order, target, max_per_second, max_cents_per_second } => {
            let rates = Rates::new(max_per_second, max_cents_per_second)
                .map_err(|wrong| CliError::Usage(wrong.to_string()))?;
            steering::run(order, Order::Throttle(target.0, rates)).await
        }
        Action::Clear { order, target } => steering::run(order, Order::Unthrottle(target.0)).await,
        Action::List { database } => list(&database).await,
    }
}

async fn list(database: &DatabaseArgs) -> Result<ExitCode, CliError> {
    let mut conn = database.connect().await?;
    let mut table = output::table(&["of", "per second", "cents per second", "since"]);
    let mut after = None;
    loop {
        let page = throttle::list(&mut conn, after, PAGE).await?;
        for throttled in &page {
            let rate = |rate: Option<i64>| rate.map_or_else(|| "-".to_owned(), |rate| rate.to_string());
            table.add_row([
                of(throttled),
                rate(throttled.rates.max_per_second),
                rate(throttled.rates.max_cents_per_second),
                throttled.changed_at.format("%Y-%m-%d %H:%M:%SZ").to_string(),
            ]);
        }
        match page.last() {
            Some(last) => after = Some(last.key()),
            None => {
                output::line(table)?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

fn of(throttled: &Throttled) -> String {
    match (throttled.business_id, throttled.batch_id) {
        (_, Some(batch)) => batch.to_string(),
        (Some(business), None) => business.to_string(),
        (None, None) => "all".to_owned(),
    }
}
