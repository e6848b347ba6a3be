//! Drops what a business left behind: its rows in a cell that it left or never reached, and the accounts of its members
//! that belong to nothing else there. An account that stayed could be opened with a password that has been changed
//! since.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::people;
use super::tables::{TABLES, Table};
use crate::ids::BusinessId;

/// How many rows one statement deletes.
const AT_A_TIME: i64 = 10_000;

/// Returns the tables from which rows are deleted, in this order: idempotency keys come before the payout users that
/// they belong to. The audit log of a cell stays.
pub fn dropped() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().rev().filter(|table| table.name != "audit")
}

/// Deletes some rows of `business` in one table, if the business is absent here. Returns how many, which is 0 once none
/// is left. Must run in a transaction.
///
/// # Errors
/// When the database fails, or its user does not own the table.
pub async fn drop_some(
    conn: &mut PgConnection,
    business: BusinessId,
    table: &Table,
) -> Result<u64, sqlx::Error> {
    let id = business.uuid();
    sqlx::query!(
        r#"select set_config('payout.relocates', $1, true) as "relocates!", set_config('payout.drops', 'on', true) as "drops!""#,
        id.to_string()
    )
    .fetch_one(&mut *conn)
    .await?;
    let name = table.name;
    let some = format!(
        "ctid = any(array(select ctid from public.{name} where {}
             and exists (select from absent_businesses where business_id = '{id}') limit {AT_A_TIME}))",
        table.of(business)
    );
    if name == people::MEMBERSHIPS {
        let delete = people::drop_memberships(business, &some);
        let dropped: i64 = sqlx::query_scalar(AssertSqlSafe(delete)).fetch_one(conn).await?;
        return Ok(dropped.unsigned_abs());
    }
    let delete = format!("delete from public.{name} where {some}");
    Ok(conn.execute(AssertSqlSafe(delete)).await?.rows_affected())
}
