//! `payout pause`: pauses payments, withdrawals or webhooks.

use std::process::ExitCode;

use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, CommandArgs, TypedPause};

/// Pause payments, withdrawals or webhooks.
///
/// Payments are paused for everything, a business or a batch. Nothing of the target is paid until it is resumed. What
/// is queued stays queued. A request that waits for a payment is told at once that it is held, and other new requests
/// are accepted. Claims in flight, milliseconds of work, are still paid, except those of a batch: once the command
/// has returned, nothing more of the batch is paid.
///
/// Withdrawals that were not sent are held. Those that may have been sent are followed to their end. Webhooks report
/// what has happened, so they continue unless they are paused themselves. Pausing twice is fine. See `payout pauses`.
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
        TypedPause::Paid(target) => Command::Pause(target),
        TypedPause::Outgoing(outgoing) => Command::PauseOutgoing(outgoing),
    };
    steering::run(args.command, command).await
}
