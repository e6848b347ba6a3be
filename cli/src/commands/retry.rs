//! `payout retry`.

use std::process::ExitCode;

use domain::ids::BatchId;
use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, OrderArgs};

/// Try what has failed of a batch once more, say after funding its business.
///
/// Each is a new attempt of the same allocation, so none is paid twice. They are queued in the background, while a worker
/// runs. A cancelled batch cannot be retried: submit its file again under another --key.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY) a batch of your own, with DATABASE_URL one of anybody's.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    order: OrderArgs,

    /// The batch, bat_….
    batch: BatchId,
}

/// Runs the command.
///
/// # Errors
/// When the command is refused, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    steering::run(args.order, Command::Retry(steering::anyones(args.batch))).await
}
