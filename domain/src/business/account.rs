//! The account of a business: the row that every claim of the business locks, and every command to one of its batches.

use sqlx::PgConnection;

use crate::ids::BusinessId;
use crate::money::Cents;

/// Locks the account of a business until the end of the transaction. Returns the payout balance.
///
/// # Errors
/// If the database fails.
pub async fn lock_account(conn: &mut PgConnection, business: BusinessId) -> Result<Cents, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select payout_balance as "balance: Cents" from business_accounts where business_id = $1
           for no key update"#,
        business.uuid()
    )
    .fetch_one(conn)
    .await
}
