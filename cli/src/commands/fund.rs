//! `payout fund`.

use std::process::ExitCode;

use api::moves::BalanceMove;
use clap::ValueEnum;
use domain::business::{self, MoveError};
use domain::clock;
use domain::ids::BusinessId;
use domain::money::Cents;
use sqlx::Connection;

use crate::database::DatabaseArgs;
use crate::error::CliError;
use crate::output::{self, Printing};

/// The longest reference, in characters, as the API has it.
const MAX_REFERENCE_CHARS: usize = 255;

/// Put money into a business's account, or (a negative amount) take it back.
///
/// Repeating the command with the same reference moves nothing again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// The business, biz_…
    business: BusinessId,

    /// How much, in cents (10000 is $100.00). Negative takes back, never below 0.
    #[arg(allow_negative_numbers = true)]
    amount_cents: i64,

    /// What the move is for, e.g. the number of a bank transfer: 1 to 255 characters. It moves money once; with another amount
    /// or account it is refused.
    #[arg(long)]
    reference: String,

    /// Which account: `payout_balance` is what allocations are paid from, `balance` is what the merchant tops it up from.
    #[arg(long, value_enum, default_value = "payout_balance")]
    account: Account,

    #[command(flatten)]
    printing: Printing,
}

/// An account of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Account {
    PayoutBalance,
    Balance,
}

/// Runs the command.
///
/// # Errors
/// When the business is unknown, the money is not there, or the reference was used otherwise.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    if args.amount_cents == 0 {
        return Err(CliError::Usage("an amount of 0 moves nothing".into()));
    }
    if !(1..=MAX_REFERENCE_CHARS).contains(&args.reference.chars().count()) {
        return Err(CliError::Usage("a reference has 1 to 255 characters".into()));
    }
    let mut conn = args.database.connect().await?;
    let account = match args.account {
        Account::PayoutBalance => business::Account::PayoutBalance,
        Account::Balance => business::Account::Balance,
    };
    let (clock, amount) = (clock::read(&mut conn).await?, Cents::new(args.amount_cents));
    let mut work = conn.begin().await?;
    let id = clock.id().into();
    let moved =
        business::fund(&mut work, args.business, id, account, amount, &args.reference, clock.now()).await;
    let moved = match moved {
        Err(MoveError::Database(error)) => return Err(error.into()),
        other => other?,
    };
    work.commit().await?;
    let sentence = format!(
        "{}: balance {}, payout balance {}",
        if moved.replayed { "nothing moved, the reference had done it before" } else { "moved" },
        moved.balances.balance,
        moved.balances.payout_balance
    );
    args.printing.done(&output::object(&BalanceMove::of(&moved, amount))?, sentence)?;
    Ok(ExitCode::SUCCESS)
}
