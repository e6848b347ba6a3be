//! `payout pauses`.

use std::process::ExitCode;

use comfy_table::Table;
use domain::clock;
use domain::steering::{self, InForce};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// How many pauses are read at a time.
const PAGE: i64 = 200;

/// List what is paused, since when, by whom, and what that holds.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Print one JSON object a line and pause instead of a table.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When the database cannot be read.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    let pauses = read(&mut conn).await?;
    if args.json {
        for pause in &pauses {
            output::line(as_json(pause))?;
        }
    } else {
        output::line(table(&pauses))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// All pauses in force.
///
/// # Errors
/// When the database cannot be read.
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

/// As a program reads it.
pub fn as_json(pause: &InForce) -> Value {
    let orders = pause.holds.orders;
    json!({
        "scope": pause.scope,
        "business_id": pause.business_id,
        "batch_id": pause.batch_id,
        "name": pause.name,
        "switched_off": pause.switched_off,
        "since": pause.since,
        "by": pause.by,
        "holds": {
            "items": pause.holds.items,
            "amount": pause.holds.amount,
            "withdrawals": orders.map(|orders| json!({
                "held": orders.held, "amount": orders.amount, "under_way": orders.under_way
            })),
        },
    })
}

/// For people.
pub fn table(pauses: &[InForce]) -> Table {
    let mut table = output::table(&["paused", "since", "by", "holds", "amount", "withdrawals not sent"]);
    for pause in pauses {
        table.add_row([
            what(pause),
            pause.since.format("%Y-%m-%d %H:%M:%SZ").to_string(),
            pause.by.clone().unwrap_or_else(|| "-".to_owned()),
            output::grouped(pause.holds.items),
            pause.holds.amount.to_string(),
            pause.holds.orders.map_or_else(|| "-".to_owned(), |orders| output::grouped(orders.held)),
        ]);
    }
    table
}

/// What is paused, as `payout resume` takes it.
fn what(pause: &InForce) -> String {
    let target = match (pause.business_id, pause.batch_id, &pause.name) {
        (_, Some(batch), _) => batch.to_string(),
        (Some(business), None, _) => business.to_string(),
        (None, None, Some(name)) => format!("{}:{name}", pause.scope),
        (None, None, None) => pause.scope.clone(),
    };
    if pause.switched_off { format!("{target} (payouts disabled)") } else { target }
}
