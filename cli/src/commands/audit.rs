//! `payout audit`: lists the audit log.

use std::process::ExitCode;

use api::routes::admin::audit::list::Entry;
use domain::steering;

use super::pauses;
use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Listing, Shown};

const COLUMNS: [Column; 7] = [
    Column("when", Shown::Time("/done_at")),
    Column("by", Shown::Text("/credential")),
    Column("action", Shown::Text("/action")),
    Column("target", Shown::Whole(pauses::target)),
    Column("value", Shown::Whole(values)),
    Column("items", Shown::Count("/items")),
    Column("amount", Shown::Money("/amount")),
];

/// List the audit log, newest first: who steered payments, decided withdrawals or changed members.
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
        let entries = steering::list(&mut at.connect().await?, None, args.listing.fetch()).await?;
        let entries = output::objects(entries.into_iter().map(Entry::from))?;
        args.listing.of(at.number()).print(&COLUMNS, entries)?;
        Ok(ExitCode::SUCCESS)
    };
    args.database.cells()?.each(args.listing.json(), list).await
}

/// Returns the values that a command set.
fn values(entry: &serde_json::Value) -> String {
    let set = [
        ("", Shown::Count("/max_per_second"), " per second"),
        ("", Shown::Money("/max_cents_per_second"), " per second"),
        ("", Shown::Time("/scheduled_at"), ""),
        ("weight ", Shown::Count("/weight"), ""),
        ("payouts enabled: ", Shown::Text("/payouts_enabled"), ""),
        ("", Shown::Text("/role"), ""),
        ("cell ", Shown::Count("/other_cell"), ""),
    ];
    let set = set.map(|(before, shown, after)| match shown.of(entry).as_str() {
        output::NOTHING => String::new(),
        value => format!("{before}{value}{after}"),
    });
    set.into_iter().filter(|value| !value.is_empty()).collect::<Vec<_>>().join(", ")
}
