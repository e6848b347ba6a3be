//! `payout cell`: adds and lists cells, and sets which of them take new businesses.

use std::process::ExitCode;

use clap::Subcommand;
use domain::cell::{self, Number, SETTING, Summary};
use domain::platform::db::{self, NotReady, Role};
use domain::{clock, queue, steering};
use futures::future::join_all;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::access::audit_context;
use crate::error::CliError;
use crate::local::cells::{CellRef, Cells, number};
use crate::local::database::{self, DatabaseArgs};
use crate::output::{Column, Printing, Shown};

const COLUMNS: [Column; 7] = [
    Column("cell", Shown::Count("/cell")),
    Column("answers", Shown::Whole(answers)),
    Column("new businesses", Shown::Whole(takes)),
    Column("businesses", Shown::Count("/businesses")),
    Column("ready", Shown::Count("/ready")),
    Column("deferred", Shown::Count("/deferred")),
    Column("oldest wait (s)", Shown::Whole(oldest)),
];

/// Add and list cells, and choose which of them take new businesses.
///
/// A cell is a database with everything that belongs to its businesses. DATABASE_URL is cell 0. PAYOUT_CELLS names
/// the others.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a database cell N: bring its schema up to date and set its number.
    ///
    /// Safe to repeat. A database that has businesses keeps its number.
    Add {
        /// The cell's number, 0 to 99.
        #[arg(value_parser = number)]
        cell: Number,
        /// Its Postgres. The default is what PAYOUT_CELLS names for this number. DATABASE_URL is not used.
        #[arg(long, value_name = "URL")]
        database_url: Option<SecretString>,
        /// The other cells.
        #[command(flatten)]
        others: cell::CellSettings,
        #[command(flatten)]
        printing: Printing,
    },
    /// List the cells of DATABASE_URL and PAYOUT_CELLS.
    ///
    /// Exits with 1 if one does not answer, or is not the cell that it is named as.
    List {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        printing: Printing,
    },
    /// Stop giving a cell new businesses. Those it has stay and are paid.
    Drain {
        /// The cell's number.
        #[arg(value_parser = number)]
        number: Number,
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        printing: Printing,
    },
    /// Give a cell new businesses again.
    Fill {
        /// The cell's number.
        #[arg(value_parser = number)]
        number: Number,
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        printing: Printing,
    },
}

/// Runs the command.
///
/// # Errors
/// If a setting is wrong, the database has businesses of another cell, or it cannot be reached.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    match args.action {
        Action::Add { cell, database_url, others, printing } => {
            add(cell, &url_of(cell, database_url, &others)?, printing).await
        }
        Action::List { database, printing } => list(&database.cells()?, printing).await,
        Action::Drain { number, database, printing } => take(&database, number, false, printing).await,
        Action::Fill { number, database, printing } => take(&database, number, true, printing).await,
    }
}

/// Returns the URL of cell `number`: from the flag, or else from the setting.
fn url_of(
    number: Number,
    typed: Option<SecretString>,
    others: &cell::CellSettings,
) -> Result<SecretString, CliError> {
    if let Some(url) = typed {
        return Ok(url);
    }
    let named = others.read(&SecretString::default()).map_err(CliError::Usage)?;
    let named = named.into_iter().skip(1).find(|cell| cell.number == Some(number));
    named.map(|cell| cell.url).ok_or_else(|| {
        CliError::Usage(format!(
            "pass the URL of cell {number} with --database-url, or set {SETTING} with {number}=postgres://…"
        ))
    })
}

async fn add(number: Number, url: &SecretString, printing: Printing) -> Result<ExitCode, CliError> {
    database::migrate(url).await?;
    let mut conn = db::connect(url, Role::Operator).await?;
    let mut work = conn.begin().await?;
    let found = cell::of(&mut work).await?;
    if !cell::assign_number(&mut work, number).await? {
        return Err(CliError::Failed(format!(
            "the database is cell {found} and has businesses, so it cannot become cell {number}: name an empty one"
        )));
    }
    work.commit().await?;
    let next = if number == Number::FIRST {
        "Set DATABASE_URL to it.".to_owned()
    } else {
        format!("Add it to {SETTING} of every process, with its password: {number}={}", without_password(url))
    };
    // A new database has the number 0, like an installation of one cell.
    let was = if found == number || found == Number::FIRST {
        String::new()
    } else {
        format!(" It was cell {found}: correct every setting that still has the old number.")
    };
    printing.done(&json!({ "cell": number }), format!("The database is cell {number}.{was} {next}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the URL in a form that may be shown.
fn without_password(url: &SecretString) -> String {
    let url = url.expose_secret();
    let hidden = url.split_once("://").and_then(|(scheme, rest)| {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (user, hosts) = authority.rsplit_once('@')?;
        let user = user.split_once(':').map_or(user.to_owned(), |(user, _)| format!("{user}:…"));
        let path = path.split('?').next().unwrap_or_default();
        Some(format!("{scheme}://{user}@{hosts}{path}"))
    });
    hidden.unwrap_or_else(|| "postgres://…".to_owned())
}

async fn list(cells: &Cells, printing: Printing) -> Result<ExitCode, CliError> {
    let rows = join_all(cells.iter().map(row)).await;
    printing.rows(&COLUMNS, &rows)?;
    let well = rows.iter().all(|row| row["answers"] == true);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns what is known about a cell, whether it answers or not.
async fn row(at: CellRef<'_>) -> Value {
    let looked = async {
        let mut conn = at.connect().await?;
        look(&mut conn).await.map_err(CliError::from)
    };
    looked.await.unwrap_or_else(|error: CliError| {
        let unmigrated = matches!(&error, CliError::Database(error) if NotReady::of(error) == NotReady::Unmigrated);
        let said = error.line();
        // A database without a schema answers, but is of no use.
        json!({ "cell": at.number(), "answers": false, "migrated": if unmigrated { json!(false) } else { json!(null) }, "says": said })
    })
}

async fn look(conn: &mut PgConnection) -> Result<Value, sqlx::Error> {
    let Summary { number, takes_businesses, businesses } = cell::summary(conn).await?;
    let migrated = db::check_ready(conn).await?;
    let now = clock::read(conn).await?.now();
    let queue = queue::status(conn, now).await?;
    let mut found = json!({
        "cell": number,
        "answers": true,
        "migrated": migrated.is_ok(),
        "takes_businesses": takes_businesses,
        "businesses": businesses,
        "ready": queue.ready,
        "deferred": queue.deferred,
        "oldest_ready_age_seconds": queue.oldest_ready_age_seconds,
    });
    if let Err(why) = migrated {
        found["says"] = json!(why.to_string());
    }
    Ok(found)
}

/// Sets whether a cell takes new businesses.
async fn take(
    database: &DatabaseArgs,
    number: Number,
    takes: bool,
    printing: Printing,
) -> Result<ExitCode, CliError> {
    let mut conn = database.cell(number)?.one()?.connect().await?;
    let done = audit_context(&clock::read(&mut conn).await?);
    let mut work = conn.begin().await?;
    steering::set_cell_intake(&mut work, takes, done).await?;
    work.commit().await?;
    let what = if takes { "takes new businesses" } else { "takes no new businesses" };
    printing.done(&json!({ "cell": number, "takes_businesses": takes }), format!("cell {number} {what}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns whether the cell answers, in words.
fn answers(row: &Value) -> String {
    match (row["answers"] == true, row["says"].as_str()) {
        (true, None) => "yes".to_owned(),
        (true, Some(why)) => format!("yes, but {why}"),
        (false, why) => format!("no: {}", why.unwrap_or_default()),
    }
}

/// Returns whether the cell takes new businesses, in words.
fn takes(row: &Value) -> String {
    let words = |takes| if takes { "taken" } else { "not taken" };
    row["takes_businesses"].as_bool().map_or_else(String::new, |takes| words(takes).to_owned())
}

fn oldest(row: &Value) -> String {
    row["oldest_ready_age_seconds"].as_f64().map_or_else(String::new, |seconds| format!("{seconds:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "postgres://payout:canary@db1:5432/payout?password=canary",
                "postgres://payout:…@db1:5432/payout",
            ),
            ("postgres://payout:can@ary@db1,db2/payout", "postgres://payout:…@db1,db2/payout"),
            ("postgres://payout@db1", "postgres://payout@db1"),
            ("postgres:///payout?password=canary", "postgres://…"),
            ("canary", "postgres://…"),
        ] {
            assert_eq!(without_password(&url.into()), shown);
        }
    }
}
