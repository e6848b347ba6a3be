//! Copying rows of a business from one database to another, by COPY in its binary format.
//!
//! Nothing is kept of what was copied but the oldest transaction that a round may have missed ([`horizon`]). What a later round copies
//! are the rows that this transaction or a younger one has written. Some come twice, which changes nothing.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::people::{self, NotBrought};
use super::stream::{stage, stream};
use super::tables::{Changes, Copying, TABLES, Table, When, listed};
use crate::ids::BusinessId;

/// Where rows wait that may be there already.
const INCOMING: &str = "incoming";

/// The oldest transaction in flight: what began before it is seen by whoever reads from now on.
///
/// # Errors
/// When the database fails.
pub async fn horizon(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_snapshot_xmin(pg_current_snapshot())::text as "horizon!""#)
        .fetch_one(conn)
        .await
}

/// Those of the tables that are copied ahead in which the source has rows of the business: any, or some that a transaction since the
/// horizon `since` has written.
///
/// # Errors
/// When the database fails.
pub async fn changed(
    source: &mut PgConnection,
    business: BusinessId,
    since: Option<&str>,
) -> Result<Vec<&'static Table>, sqlx::Error> {
    with_rows(source, When::Ahead, |table| rows(table, business, since)).await
}

/// Copies the rows of the business in one of the tables that are copied ahead: all, or those that a transaction since the horizon `since`
/// has written. Returns how many. In a transaction of `target`.
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

/// Copies what is copied while the business is held, in place of what an earlier try has left. Returns how many rows. In a transaction
/// of `target`.
///
/// # Errors
/// [`NotBrought`]
pub async fn copy_at_switch(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<u64, NotBrought> {
    let business = copying.business;
    let deletes: Vec<String> = TABLES
        .iter()
        .rev()
        .filter(|table| table.when == When::AtSwitch)
        .map(|table| format!("delete from public.{} where {}", table.name, table.of(business)))
        .collect();
    target.execute(AssertSqlSafe(deletes.join("; "))).await?;
    let mut copied = people::bring(source, target, copying).await?;
    for table in with_rows(source, When::AtSwitch, |table| table.of(business)).await? {
        if table.name == people::MEMBERSHIPS {
            continue;
        }
        let columns = listed(table.columns(copying.columns));
        let select = format!("select {columns} from public.{} where {}", table.name, table.of(business));
        copied += stream(source, &select, target, &format!("public.{} ({columns})", table.name)).await?;
    }
    Ok(copied)
}

/// Deletes at the target the allocations that were copied and then taken back. Returns how many.
///
/// # Errors
/// When a database fails.
pub async fn take_back(
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

/// The rows of a table, as a condition.
fn rows(table: &Table, business: BusinessId, since: Option<&str>) -> String {
    let rows = table.of(business);
    match since {
        // Of a row that was written longer ago than 2^31 transactions, this may say yes as well.
        Some(horizon) => format!("{rows} and age(xmin) <= age('{horizon}'::xid8::xid)"),
        None => rows,
    }
}

/// Those of the tables that have `rows`, asked in one round trip.
async fn with_rows(
    conn: &mut PgConnection,
    when: When,
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

/// What becomes of a row that is there already.
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
