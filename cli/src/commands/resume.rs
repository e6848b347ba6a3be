//! `payout resume`.

use std::process::ExitCode;

use domain::steering::Command;

use crate::error::CliError;
use crate::steering::{self, OrderArgs, TypedPause};

/// Pay what was paused again.
///
/// Each pause is resumed by itself: a batch of a paused business stays paused with it.
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
        TypedPause::Paid(target) => Command::Resume(target),
        TypedPause::Outgoing(outgoing) => Command::LetGo(outgoing),
    };
    steering::run(args.order, order).await
}
