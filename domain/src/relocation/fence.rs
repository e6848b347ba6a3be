//! The fence around a business: triggers on its tables that reject writes while the business is held or after it has
//! gone.
//!
//! The triggers apply to the rows of one business. They exist from the beginning of its move until the move is called
//! off or the old rows are dropped, so they cost nothing otherwise. No statement of a worker or an API can bypass them,
//! whenever it began.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::tables::{CopyPhase, TABLES, Table};
use crate::ids::BusinessId;

/// How long to wait for the lock of a table. Everyone who comes meanwhile queues after this request.
const LOCKED_WITHIN: &str = "set local lock_timeout = '100ms'";

/// Returns the tables that are fenced: all except those that are never copied. If the fence rejects a claim, the worker
/// must still be able to delete the claim's mark. Otherwise the mark would count against the jobs if the business
/// stays.
pub fn fenced() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.when != CopyPhase::Never)
}

/// Puts the fence on a table. Waits briefly for those who are writing to it. Must run in a transaction.
///
/// Idempotency keys of payout users are not fenced, because the condition of a trigger reads one row only. What such a
/// key protects (cancelling a withdrawal) changes a row of `withdrawals` in the same transaction, and that table is
/// fenced.
///
/// # Errors
/// When the database fails, or when the lock is not granted in time.
pub async fn install(
    conn: &mut PgConnection,
    business: BusinessId,
    table: &Table,
) -> Result<(), sqlx::Error> {
    let (id, name, fence, whose) = (business.uuid(), table.name, trigger(business), table.whose);
    let mut statements = format!(
        "{LOCKED_WITHIN};
         create or replace trigger {fence} after insert or update on public.{name} for each row
             when (new.{whose} = '{id}') execute function refuse_write_of_moved_business('{id}');
         create or replace trigger {fence}_delete after delete on public.{name} for each row
             when (old.{whose} = '{id}') execute function refuse_write_of_moved_business('{id}');"
    );
    if name == "allocations" {
        statements.push_str(&format!(
            "create or replace trigger {fence}_note after delete on public.{name} for each row
                 when (old.{whose} = '{id}') execute function record_deletion('{id}');"
        ));
    }
    conn.execute(AssertSqlSafe(statements)).await.map(|_| ())
}

/// Removes the fence from a table. Must run in a transaction.
///
/// # Errors
/// When the database fails, or when the lock is not granted in time.
pub async fn remove(conn: &mut PgConnection, business: BusinessId, table: &Table) -> Result<(), sqlx::Error> {
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
