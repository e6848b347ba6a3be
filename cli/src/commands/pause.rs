//! `payout pause`.

use std::process::ExitCode;

use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, OrderArgs, TypedPause};

/// Pay nothing of everything, a business or a batch, or let nothing go out, until it is resumed.
///
/// What is queued stays queued; who waits for a payment is told at once that there will be none, and other new requests are
/// accepted. Claims in flight, milliseconds of work, are still paid; of a batch nothing is once the command has ended.
/// Withdrawals of it that were not sent are held, whatever may have been sent is followed to its end. Webhooks tell what has
/// happened, so they go on unless they are paused themselves. Pausing twice is fine. See `payout pauses`.
///
/// With an API key (PAYOUT_API_URL, PAYOUT_API_KEY) a batch of your own, with DATABASE_URL what is anybody's.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    order: OrderArgs,

    /// `all`, a business (biz_…), a batch (bat_…), `method:paypal`, `provider:NAME` or `webhooks`.
    target: TypedPause,
}

/// Runs the command.
///
/// # Errors
/// When the command is refused, or the database or the API fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    let order = match args.target {
        TypedPause::Paid(target) => Command::Pause(target),
        TypedPause::Outgoing(outgoing) => Command::Hold(outgoing),
    };
    steering::run(args.order, order).await
}
