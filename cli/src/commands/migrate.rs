//! `payout migrate`: brings the schema up to date.

use std::process::ExitCode;

use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::{self, DatabaseArgs};
use crate::output;

/// Bring the schema of the database up to date. Safe to repeat.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be reached, or its schema is newer than this program.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let migrate = async |at: CellRef<'_>| {
        database::migrate(at.url()).await?;
        at.prove().await?;
        output::line("the schema is up to date")?;
        Ok(ExitCode::SUCCESS)
    };
    args.database.cells()?.each(false, migrate).await
}
