//! `payout cancel`.

use std::process::ExitCode;

use domain::ids::BatchId;
use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, OrderArgs};

/// Cancel what is pending of a batch, for good.
///
/// Nothing more of it is paid once the command has ended. Its items end as cancelled when workers come to them; what was
/// paid or had failed stays so.
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
    steering::run(args.order, Command::Cancel(steering::anyones(args.batch))).await
}
