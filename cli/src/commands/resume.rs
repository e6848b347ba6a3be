//! `payout resume`.

use std::process::ExitCode;

use domain::steering::Order;

use crate::error::CliError;
use crate::steering::{self, OrderArgs, TypedTarget};

/// Pay what was paused again.
///
/// Each pause is resumed by itself: a batch of a paused business stays paused with it.
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
    steering::run(args.order, Order::Resume(args.target.0)).await
}
