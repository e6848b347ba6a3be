//! `payout roles`.

use std::process::ExitCode;

use domain::platform::db;
use sqlx::Connection;

use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::output;

/// Print the SQL that makes a database role for each kind of process: payout_api, payout_worker, payout_operator.
///
/// Each has the settings of its sessions and the rights to run, no more. They are what processes behind a pooler connect
/// as; set their passwords yourself (\password in psql), and run it again after an upgrade. To be executed, or applied, by who
/// owns the schema and may create roles; `payout migrate` stays that user's, on a connection without the pooler.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Execute it, instead of printing it.
    #[arg(long)]
    apply: bool,
}

/// Runs the command.
///
/// # Errors
/// When the database cannot be reached, or refuses a statement.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let mut conn = args.database.connect().await?;
    let statements = db::role_statements(&mut conn).await?;
    if args.apply {
        let mut transaction = conn.begin().await?;
        db::make_roles(&mut transaction, &statements).await?;
        transaction.commit().await?;
        let names = db::DATABASE_ROLES.map(|(name, _)| name).join(", ");
        output::line(format!(
            "{names}: made, with their settings and rights; set their passwords (\\password in psql)"
        ))?;
    } else {
        for statement in statements {
            output::line(format!("{statement};"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
