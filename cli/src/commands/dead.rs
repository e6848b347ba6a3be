//! `payout dead`: lists the dead letters.

use std::process::ExitCode;

use api::routes::admin::dead::list::Dead;
use domain::queue;

use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Listing, Shown};

const COLUMNS: [Column; 7] = [
    Column("id", Shown::Text("/id")),
    Column("business", Shown::Text("/business_id")),
    Column("batch", Shown::Text("/batch_id")),
    Column("amount", Shown::Money("/amount")),
    Column("attempts", Shown::Count("/attempts")),
    Column("parked", Shown::Time("/died_at")),
    Column("error", Shown::Text("/error")),
];

/// List the dead letters: jobs that failed too often, each with its error.
///
/// `POST /admin/dead/{id}/retry` queues one again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    listing: Listing,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let list = async |at: CellRef<'_>| {
        let parked = queue::list_dead(&mut at.connect().await?, None, args.listing.fetch()).await?;
        let parked = output::objects(parked.into_iter().map(Dead::from))?;
        args.listing.of(at.number()).print(&COLUMNS, parked)?;
        Ok(ExitCode::SUCCESS)
    };
    args.database.cells()?.each(args.listing.json(), list).await
}
