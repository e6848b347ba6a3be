//! `payout business`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::business::{self, Changes, MAX_WEIGHT, Mode};
use domain::clock;
use domain::db;
use domain::ids::BusinessId;
use domain::steering::{self, Credential, Done};
use sqlx::{Connection, PgConnection};

use super::pauses;
use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output;

/// How many businesses are read at a time.
const PAGE: i64 = 200;

/// Make, list, enable and disable businesses.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a business without money or keys, its payouts enabled, and print its id.
    Create {
        /// What it is called, 1 to 200 characters; names need not be unique.
        name: String,
        /// Real money: it may reach real providers. For good.
        #[arg(long, conflicts_with = "test")]
        live: bool,
        /// No real money: it never reaches a real provider. For good. The default.
        #[arg(long)]
        test: bool,
    },
    /// List all businesses with their balances, newest first.
    List,
    /// Let a business allocate again.
    Enable {
        /// Its id, biz_…
        business: BusinessId,
    },
    /// Say how many claims in a row a business has when it is its turn: its share beside others with work.
    Weight {
        /// Its id, biz_…
        business: BusinessId,
        /// 1 to 20; 1 unless it was set.
        #[arg(value_parser = clap::value_parser!(i16).range(1..=i64::from(MAX_WEIGHT)))]
        weight: i16,
    },
    /// Switch the payouts of a business off: new allocations are refused (403), and what it has queued, and its withdrawals that
    /// were not sent, are held as in a pause until it is enabled again.
    Disable {
        /// Its id, biz_…
        business: BusinessId,
    },
}

/// Runs the command.
///
/// # Errors
/// When there is no such business, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    match args.action {
        Action::Create { name, live, test: _ } => {
            create(&mut conn, &name, if live { Mode::Live } else { Mode::Test }).await?;
        }
        Action::List => list(&mut conn).await?,
        Action::Enable { business } => set_enabled(&mut conn, business, true).await?,
        Action::Disable { business } => set_enabled(&mut conn, business, false).await?,
        Action::Weight { business, weight } => set_weight(&mut conn, business, weight).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(conn: &mut PgConnection, name: &str, mode: Mode) -> Result<(), CliError> {
    let clock = clock::read(conn).await?;
    let id = BusinessId::from(clock.id());
    let mut work = conn.begin().await?;
    match business::create(&mut work, id, name, mode, true, clock.now()).await {
        Ok(()) => {}
        Err(error) if db::violated_constraint(&error) == Some("business_name_is_1_to_200_characters") => {
            return Err(CliError::Usage("a business's name has 1 to 200 characters".into()));
        }
        Err(error) => return Err(error.into()),
    }
    work.commit().await?;
    output::line(id)
}

async fn list(conn: &mut PgConnection) -> Result<(), CliError> {
    let mut table = output::table(&[
        "id",
        "name",
        "mode",
        "payouts",
        "paused since",
        "weight",
        "balance",
        "payout balance",
        "reserved",
        "created",
    ]);
    let paused: BTreeMap<Option<BusinessId>, DateTime<Utc>> = pauses::read(conn)
        .await?
        .into_iter()
        .filter(|pause| !pause.switched_off && (pause.scope == "business" || pause.scope == "all"))
        .map(|pause| (pause.business_id, pause.since))
        .collect();
    let mut before = None;
    loop {
        let page = business::list(conn, None, before, PAGE).await?;
        for business in &page {
            table.add_row([
                business.id.to_string(),
                business.name.clone(),
                business.mode.as_str().to_owned(),
                if business.payouts_enabled { "enabled" } else { "disabled" }.to_owned(),
                paused
                    .get(&Some(business.id))
                    .or_else(|| paused.get(&None))
                    .map_or_else(|| "-".to_owned(), |since| since.format("%Y-%m-%d %H:%M:%SZ").to_string()),
                business.weight.to_string(),
                business.balances.balance.to_string(),
                business.balances.payout_balance.to_string(),
                business.balances.reserve.to_string(),
                business.created_at.format("%Y-%m-%d %H:%M:%SZ").to_string(),
            ]);
        }
        match page.last() {
            Some(last) => before = Some(last.id),
            None => return output::line(table),
        }
    }
}

async fn set_weight(conn: &mut PgConnection, id: BusinessId, weight: i16) -> Result<(), CliError> {
    change(conn, id, Changes { weight: Some(weight), ..Changes::default() }).await?;
    output::line(format!("the weight of {id} is {weight}"))
}

async fn change(conn: &mut PgConnection, id: BusinessId, changes: Changes) -> Result<(), CliError> {
    let clock = clock::read(conn).await?;
    let done = Done { by: Credential::Cli, request_id: None, audit_id: clock.id(), now: clock.now() };
    let mut work = conn.begin().await?;
    if !steering::change(&mut work, id, &changes, done).await? {
        return Err(CliError::Failed(format!("there is no business {id}: see `payout business list`")));
    }
    Ok(work.commit().await?)
}

async fn set_enabled(conn: &mut PgConnection, id: BusinessId, enabled: bool) -> Result<(), CliError> {
    change(conn, id, Changes { payouts_enabled: Some(enabled), ..Changes::default() }).await?;
    output::line(format!("payouts of {id} are {}", if enabled { "enabled" } else { "disabled" }))
}
