//! `payout roles`: prints or executes the SQL of the database roles.

use std::process::ExitCode;

use domain::platform::db;
use sqlx::Connection;

use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::output;

/// Print the SQL that creates a database role for each kind of process.
///
/// The roles are payout_api, payout_worker and payout_operator. Each has its session settings and no more rights than
/// it needs to run. Processes behind a pooler connect with them. Set their passwords yourself (\password in psql),
/// and run the command again after an upgrade.
///
/// The user who executes or applies the SQL must own the schema and be allowed to create roles. `payout migrate`
/// stays with that user, on a connection without the pooler.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Execute the SQL instead of printing it.
    #[arg(long)]
    apply: bool,
}

/// Runs the command.
///
/// # Errors
/// If the database cannot be reached, or rejects a statement.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    let statements = db::role_statements(&mut conn).await?;
    if args.apply {
        let mut transaction = conn.begin().await?;
        db::make_roles(&mut transaction, &statements).await?;
        transaction.commit().await?;
        let names = db::DATABASE_ROLES.map(|(name, _)| name).join(", ");
        output::line(format!(
            "{names}: created with their settings and rights; set their passwords (\\password in psql)"
        ))?;
    } else {
        for statement in statements {
            output::line(format!("{statement};"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
