//! Copies rows of a business from one database to another, with COPY in binary format.
//!
//! The only record of what was copied is the oldest transaction that a round may have missed ([`horizon`]). A later
//! round copies the rows that this transaction or a younger one has written. Some rows are copied twice, which changes
//! nothing.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::people::{self, BringError};
use super::stream::{stage, stream};
use super::tables::{Changes, CopyPhase, Copying, TABLES, Table, listed};
use crate::ids::BusinessId;

/// The temporary table for rows that may exist already.
const INCOMING: &str = "incoming";

/// Returns the oldest transaction in flight. Every read from now on sees everything that began before it.
///
/// # Errors
/// When the database fails.
pub async fn horizon(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_snapshot_xmin(pg_current_snapshot())::text as "horizon!""#)
        .fetch_one(conn)
        .await
}

/// Returns the tables that are copied ahead and have rows of the business at the source: any rows, or with `since` rows
/// that a transaction since that horizon has written.
///
/// # Errors
/// When the database fails.
pub async fn changed(
    source: &mut PgConnection,
    business: BusinessId,
    since: Option<&str>,
) -> Result<Vec<&'static Table>, sqlx::Error> {
    with_rows(source, CopyPhase::Ahead, |table| rows(table, business, since)).await
}

/// Copies the rows of the business in one of the tables that are copied ahead: all rows, or with `since` those that a
/// transaction since that horizon has written. Returns how many. Must run in a transaction of `target`.
///
/// # Errors
/// When a database fails.
pub async fn copy_ahead(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
    table: &Table,
    since: Option<&str>,
) -> Result<u64, sqlx::Error> {
    let columns = listed(table.columns(copying.columns));
    let rows = rows(table, copying.business, since);
    let select = format!("select {columns} from public.{} where {rows}", table.name);
    if since.is_none() && !has_rows(target, copying.business, table).await? {
        return stream(source, &select, target, &format!("public.{} ({columns})", table.name)).await;
    }
    stage(target, table, &columns, INCOMING).await?;
    let copied = stream(source, &select, target, INCOMING).await?;
    let conflict = on_conflict(table, &columns);
    let name = table.name;
    let insert = format!(
        "insert into public.{name} as t ({columns}) select {columns} from {INCOMING} on conflict {conflict};
         drop table {INCOMING}"
    );
    target.execute(AssertSqlSafe(insert)).await?;
    Ok(copied)
}

/// Copies what is copied while the business is held, in place of what an earlier attempt has left. Returns how many
/// rows. Must run in a transaction of `target`.
///
/// # Errors
/// [`BringError`], when members meet other people's accounts at the target, or a database fails.
pub async fn copy_at_switch(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<u64, BringError> {
    let business = copying.business;
    let deletes: Vec<String> = TABLES
        .iter()
        .rev()
        .filter(|table| table.when == CopyPhase::AtSwitch)
        .map(|table| format!("delete from public.{} where {}", table.name, table.of(business)))
        .collect();
    target.execute(AssertSqlSafe(deletes.join("; "))).await?;
    let mut copied = people::bring(source, target, copying).await?;
    for table in with_rows(source, CopyPhase::AtSwitch, |table| table.of(business)).await? {
        if table.name == people::MEMBERSHIPS {
            continue;
        }
        let columns = listed(table.columns(copying.columns));
        let select = format!("select {columns} from public.{} where {}", table.name, table.of(business));
        copied += stream(source, &select, target, &format!("public.{} ({columns})", table.name)).await?;
    }
    Ok(copied)
}

/// Deletes at the target the allocations that were copied and then taken back at the source. Returns how many.
///
/// # Errors
/// When a database fails.
pub async fn delete_taken_back(
    source: &mut PgConnection,
    target: &mut PgConnection,
    business: BusinessId,
) -> Result<u64, sqlx::Error> {
    let gone = sqlx::query_scalar!(
        "select allocation_id from relocation_deletions where business_id = $1",
        business.uuid()
    )
    .fetch_all(source)
    .await?;
    let deleted = sqlx::query!(
        "delete from allocations where business_id = $1 and id = any($2)",
        business.uuid(),
        &gone
    );
    Ok(deleted.execute(target).await?.rows_affected())
}

/// Returns the condition that selects the rows to copy.
fn rows(table: &Table, business: BusinessId, since: Option<&str>) -> String {
    let rows = table.of(business);
    match since {
        // This may also select a row that was written more than 2^31 transactions ago.
        Some(horizon) => format!("{rows} and age(xmin) <= age('{horizon}'::xid8::xid)"),
        None => rows,
    }
}

/// Returns the tables that have `rows`, in one round trip.
async fn with_rows(
    conn: &mut PgConnection,
    when: CopyPhase,
    rows: impl Fn(&Table) -> String,
) -> Result<Vec<&'static Table>, sqlx::Error> {
    let tables: Vec<&'static Table> = TABLES.iter().filter(|table| table.when == when).collect();
    let exist: Vec<String> = tables
        .iter()
        .map(|table| format!("exists (select from public.{} where {})", table.name, rows(table)))
        .collect();
    let select = format!("select array[{}]", exist.join(", "));
    let found: Vec<bool> = sqlx::query_scalar(AssertSqlSafe(select)).fetch_one(conn).await?;
    Ok(tables.into_iter().zip(found).filter(|(_, found)| *found).map(|(table, _)| table).collect())
}

async fn has_rows(conn: &mut PgConnection, business: BusinessId, table: &Table) -> Result<bool, sqlx::Error> {
    let exists = format!("select exists (select from public.{} where {})", table.name, table.of(business));
    sqlx::query_scalar(AssertSqlSafe(exists)).fetch_one(conn).await
}

/// Returns what to do with a row that exists already.
fn on_conflict(table: &Table, columns: &str) -> String {
    let set = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| format!("{name} = excluded.{name}")).collect::<Vec<_>>().join(", ")
    };
    let key = table.key;
    let is_key = |name: &&str| key.split(", ").any(|part| part == *name);
    match table.changes {
        Changes::Nothing => "do nothing".to_owned(),
        Changes::Anything => {
            format!("({key}) do update set {}", set(&mut columns.split(", ").filter(|name| !is_key(name))))
        }
        Changes::Until(names, end) => {
            format!("({key}) do update set {} where t.{end} is null", set(&mut names.iter().copied()))
        }
    }
}
