//! `payout retry`: retries the failed items of a batch.

use std::process::ExitCode;

use domain::ids::BatchId;
use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, CommandArgs};

/// Retry the failed items of a batch, for example after funding its business.
///
/// Each retry is a new attempt of the same allocation, so none is paid twice. A worker queues them in the background.
/// A cancelled batch cannot be retried: submit its file again with another --key.
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
    steering::run(args.command, Command::Retry(steering::batch_of_any_business(args.batch))).await
}
