//! `payout cancel`: cancels a batch.

use std::process::ExitCode;

use domain::ids::BatchId;
use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, CommandArgs};

/// Cancel the pending items of a batch, for good.
///
/// No more items are paid once the command has returned. The pending items end as cancelled when workers reach them.
/// Items that were paid or had failed keep their status.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY), the command accepts a batch of your own business. With
/// DATABASE_URL, it accepts one of any business.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    command: CommandArgs,

    /// The batch, bat_….
    batch: BatchId,
}

/// Runs the command.
///
/// # Errors
/// If the command is rejected, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    steering::run(args.command, Command::Cancel(steering::batch_of_any_business(args.batch))).await
}
