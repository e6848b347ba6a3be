//! `payout resume`: resumes what was paused.

use std::process::ExitCode;

use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, CommandArgs, TypedPause};

/// Resume what was paused.
///
/// Each pause is resumed separately: a batch stays paused while its business is.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY), the command accepts a batch of your own business. With
/// DATABASE_URL, it accepts any target.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    command: CommandArgs,

    /// `all`, a business (biz_…), a batch (bat_…), `method:paypal`, `provider:NAME` or `webhooks`.
    target: TypedPause,
}

/// Runs the command.
///
/// # Errors
/// If the command is rejected, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let command = match args.target {
        TypedPause::Paid(target) => Command::Resume(target),
        TypedPause::Outgoing(outgoing) => Command::ResumeOutgoing(outgoing),
    };
    steering::run(args.command, command).await
}
