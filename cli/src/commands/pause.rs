//! `payout pause`.

use std::process::ExitCode;

use domain::steering::Order;

use crate::error::CliError;
use crate::steering::{self, OrderArgs, TypedTarget};

/// Pay nothing of everything, a business or a batch until it is resumed.
///
/// What is queued stays queued, and new requests are accepted. Claims in flight, milliseconds of work, are still paid;
/// of a batch nothing is once the command has ended. Pausing twice is fine.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    order: OrderArgs,

    /// `all`, a business (biz_…) or a batch (bat_…).
    target: TypedTarget,
}

/// Runs the command.
///
/// # Errors
/// When the order is refused, or the database fails.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    steering::run(args.order, Order::Pause(args.target.0)).await
}
