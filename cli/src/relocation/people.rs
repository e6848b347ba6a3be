//! The members of a business that moves, and the error if the target cell has other accounts with their addresses.

use domain::cell::Number;
use domain::ids::BusinessId;
use domain::relocation::people::{BringError, others};
use domain::relocation::tables::Copying;
use sqlx::{Connection, PgConnection};

use crate::error::CliError;

/// Rejects the move while the cell `to`, the target, has other accounts of members of the business. Changes nothing.
///
/// # Errors
/// If it has, or a database fails.
pub(super) async fn meet_no_others(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
    to: Number,
) -> Result<(), CliError> {
    let mut asking = target.begin().await?;
    let others = others(source, &mut asking, copying).await?;
    asking.rollback().await?;
    if others.is_empty() {
        return Ok(());
    }
    Err(not_brought(copying.business, to, BringError::OtherAccounts(others)))
}

/// Returns the error that says why the members were not copied, and what to do.
pub(super) fn not_brought(business: BusinessId, to: Number, why: BringError) -> CliError {
    let addresses = match why {
        BringError::Database(error) => return error.into(),
        BringError::OtherAccounts(addresses) => addresses,
    };
    let each = if let [one] = addresses.as_slice() { one.as_str() } else { "ADDRESS" };
    CliError::Failed(format!(
        "cell {to} has other accounts of {}: their holders would become members of {business}, so it is not moved: remove them from it (`payout member remove {business} {each}`), move, and invite them again",
        addresses.join(", ")
    ))
}
