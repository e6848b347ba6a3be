//! `payout business`: creates, lists, changes and moves businesses.

mod relocation;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use api::routes::admin::businesses::Business;
use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::business::{self, Changes, MAX_WEIGHT, Mode};
use domain::cell::{self, Number};
use domain::clock;
use domain::held::HeldBy;
use domain::ids::BusinessId;
use domain::platform::db;
use domain::queue;
use domain::steering::{self, SteerError};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::pauses;
use crate::access::audit_context;
use crate::error::CliError;
use crate::local::cells::{CellRef, Cells, Subject};
use crate::local::database::DatabaseArgs;
use crate::output::{self, Column, Printing, Shown};

/// How many businesses are read at a time.
const PAGE: i64 = 200;

const COLUMNS: [Column; 11] = [
    Column("id", Shown::Text("/id")),
    Column("name", Shown::Text("/name")),
    Column("mode", Shown::Text("/mode")),
    Column("payouts", Shown::Whole(payouts)),
    Column("held by", Shown::Text("/held_by")),
    Column("paused since", Shown::Time("/paused_since")),
    Column("weight", Shown::Count("/weight")),
    Column("balance", Shown::Money("/balance")),
    Column("payout balance", Shown::Money("/payout_balance")),
    Column("reserved", Shown::Money("/reserved")),
    Column("created", Shown::Time("/created_at")),
];

/// Create, list, enable and disable businesses, and move them between cells.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    printing: Printing,

    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Create a business without money or keys, with payouts enabled, and print its id.
    Create {
        /// Its name, 1 to 200 characters. Names need not be unique.
        name: String,
        /// Create a live business: real money that may reach real providers. Cannot be changed later.
        #[arg(long, conflicts_with = "test")]
        live: bool,
        /// Create a test business, which never reaches a real provider. Cannot be changed later. This is the default.
        #[arg(long)]
        test: bool,
    },
    /// List all businesses with their balances, newest first.
    List,
    /// Enable the payouts of a business again.
    Enable {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Set the weight of a business: how many claims in a row it gets per turn.
    ///
    /// The weight is its share while other businesses have work too.
    Weight {
        /// The business, biz_…
        business: BusinessId,
        /// The weight, 1 to 20. The default is 1.
        #[arg(value_parser = clap::value_parser!(i16).range(1..=i64::from(MAX_WEIGHT)))]
        weight: i16,
    },
    /// Disable the payouts of a business.
    ///
    /// New allocations are rejected with 403. What is queued, and withdrawals that were not sent, are held as in a
    /// pause until the business is enabled again (`held_by`: business_disabled).
    ///
    /// An API process notices within about a second. What it accepts until then is held, and paid only when the
    /// business is enabled.
    Disable {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Move a business to another cell while it works.
    ///
    /// The rows are copied in rounds, the business is held for seconds, both sides are compared, and the other cell
    /// serves it. Its keys, hashes, links and webhooks stay the same. During the hold its requests get 503 with
    /// Retry-After, and afterwards members sign in again.
    ///
    /// If the command is interrupted at any moment, run it again and it continues.
    Move {
        /// The business, biz_…
        business: BusinessId,
        /// The cell to move to.
        #[arg(long, value_name = "N", value_parser = crate::local::cells::number)]
        to: Number,
        /// The longest hold, in seconds. If that is too short, the business stays where it is.
        #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=600))]
        hold_at_most: u64,
    },
    /// Call off the move of a business, and drop what was copied.
    ///
    /// If the business has left its cell already, and the other cell does not have it any more, its own cell takes it
    /// back. For that, its own cell must hold a restore (`payout restore begin`).
    Stay {
        /// The business, biz_…
        business: BusinessId,
    },
    /// Drop the rows that a business left behind when it moved.
    ///
    /// This cannot be undone.
    DropOld {
        /// The business, biz_…
        business: BusinessId,
        /// The cell that the business has left.
        #[arg(long, value_name = "N", value_parser = crate::local::cells::number)]
        from: Number,
    },
}

/// Runs the command.
///
/// # Errors
/// If there is no such business, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let (cells, printing) = (args.database.cells()?, args.printing);
    let to = async |id| Ok::<_, CliError>(cells.having(Subject::Business(id)).await?.1);
    let enabled = |enabled| Changes { payouts_enabled: Some(enabled), ..Changes::default() };
    let switched =
        |business: &Value, id| printing.done(business, format!("payouts of {id} are {}", payouts(business)));
    match args.action {
        Action::Create { name, live, test: _ } => {
            let (cell, mut conn) = for_a_new_business(&cells).await?;
            let id = create(&mut conn, &name, if live { Mode::Live } else { Mode::Test }).await?;
            printing.of(cell).done(&show(&mut conn, id).await?, id)?;
        }
        Action::List => {
            let list = async |at: CellRef<'_>| {
                let businesses = list(&mut at.connect().await?).await?;
                printing.of(at.number()).rows(&COLUMNS, &businesses).map(|()| ExitCode::SUCCESS)
            };
            return cells.each(printing.json, list).await;
        }
        Action::Enable { business } => {
            switched(&change(&mut to(business).await?, business, enabled(true)).await?, business)?;
        }
        Action::Disable { business } => {
            switched(&change(&mut to(business).await?, business, enabled(false)).await?, business)?;
        }
        Action::Weight { business, weight } => {
            let weighed = Changes { weight: Some(weight), ..Changes::default() };
            let changed = change(&mut to(business).await?, business, weighed).await?;
            printing.done(&changed, format!("the weight of {business} is {weight}"))?;
        }
        Action::Move { business, to, hold_at_most } => {
            let hold = Duration::from_secs(hold_at_most);
            relocation::run(&cells, business, to, hold, printing).await?;
        }
        Action::Stay { business } => relocation::stay(&cells, business, printing).await?,
        Action::DropOld { business, from } => relocation::drop_old(&cells, business, from, printing).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Connects to the cell for a new business: the one with the fewest businesses among those that answer and take new
/// ones.
async fn for_a_new_business(cells: &Cells) -> Result<(Option<Number>, PgConnection), CliError> {
    if let Ok(only) = cells.one() {
        return Ok((only.number(), only.connect().await?));
    }
    let mut best: Option<(i64, Option<Number>, PgConnection)> = None;
    for at in cells.iter() {
        let asked = async {
            let mut conn = at.connect().await?;
            Ok::<_, CliError>((cell::summary(&mut conn).await?, conn))
        };
        match asked.await {
            Ok((found, conn)) if found.takes_businesses => {
                if best.as_ref().is_none_or(|(fewest, ..)| found.businesses < *fewest) {
                    best = Some((found.businesses, at.number(), conn));
                }
            }
            Ok(_) => {}
            Err(error) => at.note(&error),
        }
    }
    best.map(|(_, number, conn)| (number, conn)).ok_or_else(|| {
        CliError::Failed("no reachable cell takes new businesses: see `payout cell list`".into())
    })
}

async fn create(conn: &mut PgConnection, name: &str, mode: Mode) -> Result<BusinessId, CliError> {
    let clock = clock::read(conn).await?;
    let id = BusinessId::from(clock.id());
    let mut work = conn.begin().await?;
    match business::create(&mut work, id, name, mode, true, clock.now()).await {
        Ok(()) => {}
        Err(error) if db::violated_constraint(&error) == Some("business_name_is_1_to_200_characters") => {
            return Err(CliError::Usage("the name must have 1 to 200 characters".into()));
        }
        Err(error) => return Err(error.into()),
    }
    work.commit().await?;
    Ok(id)
}

/// Returns all businesses as `GET /admin/businesses` shows them, each with what holds it (as in `GET /v1/balance`)
/// and since when it is paused.
async fn list(conn: &mut PgConnection) -> Result<Vec<Value>, CliError> {
    let now = clock::read(conn).await?.now();
    let standing = queue::blockers(conn, now).await?;
    let paused: BTreeMap<Option<BusinessId>, DateTime<Utc>> = pauses::read(conn)
        .await?
        .into_iter()
        .filter(|pause| !pause.switched_off && (pause.scope == "business" || pause.scope == "all"))
        .map(|pause| (pause.business_id, pause.since))
        .collect();
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = business::list(conn, None, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        before = Some(last.id);
        for business in page {
            let since = paused.get(&Some(business.id)).or_else(|| paused.get(&None)).copied();
            let own = standing.throttled_businesses.get(&business.id).copied();
            let held = if !business.payouts_enabled {
                Some(HeldBy::BusinessDisabled)
            } else if since.is_some() {
                Some(HeldBy::Pause)
            } else {
                own.into_iter()
                    .chain(standing.throttled)
                    .any(|seconds| seconds > 0.0)
                    .then_some(HeldBy::Throttle)
            };
            let mut row = output::object(&Business::from(business))?;
            if let Some(held) = held {
                row["held_by"] = json!(held.as_str());
            }
            if since.is_some() {
                row["paused_since"] = json!(since);
            }
            rows.push(row);
        }
    }
}

/// Returns the business as `GET /admin/businesses/{id}` shows it.
async fn show(conn: &mut PgConnection, id: BusinessId) -> Result<Value, CliError> {
    match business::get(conn, id).await? {
        Some(business) => output::object(&Business::from(business)),
        None => Err(no_such_business(id)),
    }
}

/// Changes a business and returns it as it is afterwards.
async fn change(conn: &mut PgConnection, id: BusinessId, changes: Changes) -> Result<Value, CliError> {
    let clock = clock::read(conn).await?;
    let done = audit_context(&clock);
    let mut work = conn.begin().await?;
    match steering::change(&mut work, id, &changes, done).await {
        Ok(true) => {}
        Ok(false) => return Err(no_such_business(id)),
        Err(SteerError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(CliError::Failed(refused.to_string())),
    }
    work.commit().await?;
    show(conn, id).await
}

fn no_such_business(id: BusinessId) -> CliError {
    CliError::Failed(format!("there is no business {id}: see `payout business list`"))
}

/// Returns whether its payouts are enabled, in words.
fn payouts(business: &Value) -> String {
    if business["payouts_enabled"] == true { "enabled" } else { "disabled" }.to_owned()
}
