//! `payout business`.

use std::process::ExitCode;

use clap::Subcommand;
use domain::business::{self, Mode};
use domain::clock::Clock;
use domain::db;
use domain::ids::BusinessId;
use sqlx::{Connection, PgConnection};

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
    /// Refuse new allocations of a business (403); what it has queued is still paid.
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
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(conn: &mut PgConnection, name: &str, mode: Mode) -> Result<(), CliError> {
    let id = BusinessId::from(Clock::System.id());
    let mut work = conn.begin().await?;
    match business::create(&mut work, id, name, mode, true, Clock::System.now()).await {
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
    let mut table =
        output::table(&["id", "name", "mode", "payouts", "balance", "payout balance", "reserved", "created"]);
    let mut before = None;
    loop {
        let page = business::list(conn, None, before, PAGE).await?;
        for business in &page {
            table.add_row([
                business.id.to_string(),
                business.name.clone(),
                business.mode.as_str().to_owned(),
                if business.payouts_enabled { "enabled" } else { "disabled" }.to_owned(),
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

async fn set_enabled(conn: &mut PgConnection, id: BusinessId, enabled: bool) -> Result<(), CliError> {
    let mut work = conn.begin().await?;
    if !business::update(&mut work, id, None, Some(enabled)).await? {
        return Err(CliError::Failed(format!("there is no business {id}: see `payout business list`")));
    }
    work.commit().await?;
    output::line(format!("payouts of {id} are {}", if enabled { "enabled" } else { "disabled" }))
}
