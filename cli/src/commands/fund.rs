//! `payout fund`: credits or debits a business's account.

use std::process::ExitCode;

use api::routes::v1::balance::moves::{BalanceMove, MAX_MOVE_CENTS};
use clap::ValueEnum;
use domain::business::{self, MoveError};
use domain::clock;
use domain::ids::BusinessId;
use domain::money::Cents;
use domain::reference::Reference;
use sqlx::Connection;

use crate::error::CliError;
use crate::local::database::DatabaseArgs;
use crate::output::{self, Printing};

/// Credit an account of a business, or, with a negative amount, debit it.
///
/// Repeating the command with the same reference moves nothing again.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: DatabaseArgs,

    /// The business, biz_…
    business: BusinessId,

    /// The amount in cents (10000 is $100.00). A negative amount is taken back, never below a balance of 0.
    #[arg(allow_negative_numbers = true, value_parser = cents)]
    amount_cents: i64,

    /// What the move is for, e.g. the number of a bank transfer: 1 to 255 printable ASCII characters. A reference
    /// moves money once. With another amount or account it is rejected.
    #[arg(long)]
    reference: Reference,

    /// The account: allocations are paid from `payout_balance`, and the merchant tops it up from `balance`.
    #[arg(long, value_enum, default_value = "payout_balance")]
    account: Account,

    #[command(flatten)]
    printing: Printing,
}

/// Reads cents as they are typed.
fn cents(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("write whole cents with digits only: $12.50 is 1250".to_owned());
    }
    let cents = text.parse().ok().filter(|cents: &i64| cents.unsigned_abs() <= MAX_MOVE_CENTS.unsigned_abs());
    cents.ok_or_else(|| format!("too much for one move: at most {MAX_MOVE_CENTS} cents"))
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
/// If the business is unknown, the money is missing, or the reference was used for another move.
pub async fn run(args: Args) -> Result<ExitCode, CliError> {
    if args.amount_cents == 0 {
        return Err(CliError::Usage("the amount must not be 0".into()));
    }
    let mut conn = args.database.connect_to(args.business).await?;
    let account = match args.account {
        Account::PayoutBalance => business::Account::PayoutBalance,
        Account::Balance => business::Account::Balance,
    };
    let (clock, amount) = (clock::read(&mut conn).await?, Cents::new(args.amount_cents));
    let mut work = conn.begin().await?;
    let id = clock.id().into();
    let moved =
        business::fund(&mut work, args.business, id, account, amount, args.reference.as_str(), clock.now())
            .await;
    let moved = match moved {
        Err(MoveError::Database(error)) => return Err(error.into()),
        other => other?,
    };
    work.commit().await?;
    let sentence = format!(
        "{}: balance {}, payout balance {}",
        if moved.replayed { "nothing moved, because this reference was used before" } else { "moved" },
        moved.balances.balance,
        moved.balances.payout_balance
    );
    args.printing.done(&output::object(&BalanceMove::of(&moved, amount))?, sentence)?;
    Ok(ExitCode::SUCCESS)
}
