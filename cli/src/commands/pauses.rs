//! `payout pauses`: lists the pauses in force.

use std::process::ExitCode;

use api::routes::admin::pauses::list::Pause;
use domain::clock;
use domain::steering::{self, InForce};
use serde_json::Value;
use sqlx::PgConnection;

use crate::error::CliError;
use crate::local::cells::CellRef;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};

/// How many pauses are read at a time.
const PAGE: i64 = 200;

/// The columns of a list of pauses.
pub const COLUMNS: [Column; 6] = [
    Column("paused", Shown::Whole(paused)),
    Column("since", Shown::Time("/since")),
    Column("by", Shown::Text("/by")),
    Column("holds", Shown::Count("/holds/items")),
    Column("amount", Shown::Money("/holds/amount")),
    Column("withdrawals not sent", Shown::Count("/holds/withdrawals/held")),
];

/// List what is paused, since when, by whom, and how much each pause holds.
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
    let list = async |at: CellRef<'_>| {
        let pauses = read(&mut at.connect().await?).await?;
        args.printing.of(at.number()).rows(&COLUMNS, &as_shown(pauses)?)?;
        Ok(ExitCode::SUCCESS)
    };
    args.database.cells()?.each(args.printing.json, list).await
}

/// Returns all pauses in force.
///
/// # Errors
/// If the database cannot be read.
pub async fn read(conn: &mut PgConnection) -> Result<Vec<InForce>, CliError> {
    let now = clock::read(conn).await?.now();
    let mut all: Vec<InForce> = Vec::new();
    loop {
        let after = all.last().map(|last| last.key.clone());
        let page = steering::in_force(conn, after.as_deref(), PAGE, now).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Returns `pauses` as `GET /admin/pauses` shows them.
///
/// # Errors
/// Those of [`output::object`].
pub fn as_shown(pauses: Vec<InForce>) -> Result<Vec<Value>, CliError> {
    output::objects(pauses.into_iter().map(Pause::from))
}

/// Returns the target of a pause, in the form that `payout resume` takes.
fn paused(pause: &Value) -> String {
    let target = target(pause);
    if pause["switched_off"] == true {
        format!("{target} (payouts disabled)")
    } else if pause["moving"] == true {
        format!("{target} (being moved to another cell)")
    } else {
        target
    }
}

/// Returns the target of a command, a pause or a throttle, in the form that is typed.
pub fn target(of: &Value) -> String {
    let text = |name: &str| of[name].as_str();
    if let (Some("member"), Some(email)) = (text("scope"), text("name")) {
        let business = text("business_id").map(|id| format!(" of {id}")).unwrap_or_default();
        return format!("member:{email}{business}");
    }
    let ids = ["allocation_id", "withdrawal_id", "batch_id", "business_id"];
    if let Some(id) = ids.into_iter().find_map(text) {
        return id.to_owned();
    }
    let scope = text("scope").unwrap_or_default();
    match ["method", "provider", "name"].into_iter().find_map(text) {
        Some(name) => format!("{scope}:{name}"),
        None => scope.to_owned(),
    }
}
