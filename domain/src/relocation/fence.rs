//! The fence around a business: triggers on its tables that refuse what is written while it is held, or after it has gone.
//!
//! They are for the rows of one business, and there are none while nothing is relocated. So they cost nothing otherwise, and no
//! statement of a worker or an API can pass by them, whenever it began.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::tables::{TABLES, Table, When};
use crate::ids::BusinessId;

/// How long the lock of a table is waited for. Everybody who comes meanwhile waits behind it.
const LOCKED_WITHIN: &str = "set local lock_timeout = '100ms'";

/// The tables that are fenced: all but what never goes along. A claim that the fence refuses must be able to delete its mark, or it
/// would count against its jobs if the business stays.
pub fn fenced() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.when != When::Never)
}

/// Puts the fence on a table. Waits a moment for those who are writing to it. In a transaction.
///
/// An idempotency key of a payout user is not fenced, for a trigger's condition reads one row: what is done under it (a withdrawal is
/// cancelled) changes a row of `withdrawals` in the same transaction, which is.
///
/// # Errors
/// When the database fails, or the lock does not come in time.
pub async fn put_on(conn: &mut PgConnection, business: BusinessId, table: &Table) -> Result<(), sqlx::Error> {
    let (id, name, fence, whose) = (business.uuid(), table.name, trigger(business), table.whose);
    let mut statements = format!(
        "{LOCKED_WITHIN};
         create or replace trigger {fence} after insert or update on public.{name} for each row
             when (new.{whose} = '{id}') execute function refuse_what_is_elsewhere('{id}');
         create or replace trigger {fence}_delete after delete on public.{name} for each row
             when (old.{whose} = '{id}') execute function refuse_what_is_elsewhere('{id}');"
    );
    if name == "allocations" {
        statements.push_str(&format!(
            "create or replace trigger {fence}_note after delete on public.{name} for each row
                 when (old.{whose} = '{id}') execute function note_what_is_deleted('{id}');"
        ));
    }
    conn.execute(AssertSqlSafe(statements)).await.map(|_| ())
}

/// Takes the fence from a table. In a transaction.
///
/// # Errors
/// When the database fails, or the lock does not come in time.
pub async fn take_from(
    conn: &mut PgConnection,
    business: BusinessId,
    table: &Table,
) -> Result<(), sqlx::Error> {
    let (name, fence) = (table.name, trigger(business));
    let drops = ["", "_delete", "_note"]
        .map(|suffix| format!("drop trigger if exists {fence}{suffix} on public.{name};"))
        .concat();
    let statements = format!("{LOCKED_WITHIN}; {drops}");
    conn.execute(AssertSqlSafe(statements)).await.map(|_| ())
}

fn trigger(business: BusinessId) -> String {
    format!("relocates_{}", business.uuid().simple())
}
