//! `payout verify`: checks the books.

use std::process::ExitCode;

use serde_json::json;

use crate::books;
use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output;

/// Check the books: nothing lost, nothing paid twice.
///
/// Compares every balance with the ledger. Reads every row at one moment and writes nothing. It may run while workers
/// work. Exits with 1 if any law is broken.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Print one JSON object per law instead of a table: {"law","checked","breaches","off_by_cents"}.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    args.database.cells()?.each(args.json, async |at| verify(at, args.json).await).await
}

async fn verify(at: CellRef<'_>, as_json: bool) -> Result<ExitCode, CliError> {
    at.prove().await?;
    let findings = books::verify(at.url()).await?;
    let balance = books::balance(&findings);
    if as_json {
        for finding in &findings {
            let object = json!({
                "law": finding.law.as_str(),
                "checked": finding.checked,
                "breaches": finding.breaches,
                "off_by_cents": finding.off_by,
            });
            output::line(output::of_cell(object, at.number()))?;
        }
    } else {
        output::line(books::table(&findings))?;
        output::line(if balance { "The books balance." } else { "The books do NOT balance." })?;
    }
    Ok(if balance { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
