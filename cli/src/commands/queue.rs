//! `payout queue`: shows the queue.

use std::process::ExitCode;

use api::routes::admin::queue::get::Queue;
use domain::{clock, queue};

use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};

const FIELDS: [Column; 5] = [
    Column("ready", Shown::Count("/ready")),
    Column("deferred", Shown::Count("/deferred")),
    Column("parked", Shown::Count("/dead")),
    Column("businesses waiting", Shown::Count("/businesses_waiting")),
    Column("oldest wait (s)", Shown::Whole(oldest)),
];

/// Show the queue: ready, deferred and parked jobs, and the oldest wait.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    printing: Printing,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let show = async |at: CellRef<'_>| {
        let mut conn = at.connect().await?;
        let now = clock::read(&mut conn).await?.now();
        let status = queue::status(&mut conn, now).await?;
        args.printing.of(at.number()).object(&FIELDS, &output::object(&Queue::from(status))?)?;
        Ok(ExitCode::SUCCESS)
    };
    args.database.cells()?.each(args.printing.json, show).await
}

fn oldest(queue: &serde_json::Value) -> String {
    format!("{:.0}", queue["oldest_ready_age_seconds"].as_f64().unwrap_or_default())
}
