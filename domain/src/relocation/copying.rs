//! Copying rows of a business from one database to another, by COPY in its binary format.
//!
//! Nothing is kept of what was copied but the oldest transaction that a round may have missed ([`horizon`]). What a later round copies
//! are the rows that this transaction or a younger one has written. Some come twice, which changes nothing.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::people;
use super::stream::{stage, stream};
use super::tables::{Changes, TABLES, Table, When, listed};
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

/// Copies the rows of `business` in one of the tables that are copied ahead: all, or those that a transaction since `horizon` has
/// written. Returns how many. In a transaction of `target`.
///
/// # Errors
/// When a database fails.
pub async fn copy_ahead(
    source: &mut PgConnection,
    target: &mut PgConnection,
    business: BusinessId,
    table: &Table,
    since: Option<&str>,
) -> Result<u64, sqlx::Error> {
    let columns = table.columns(source).await?;
    let columns = listed(&columns);
    let mut rows = table.of(business);
    if let Some(horizon) = since {
        // Of a row that was written longer ago than 2^31 transactions, this may say yes as well.
        rows.push_str(&format!(" and age(xmin) <= age('{horizon}'::xid8::xid)"));
    }
    let select = format!("select {columns} from public.{} where {rows}", table.name);
    if since.is_none() && !has_rows(target, business, table).await? {
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
/// When a database fails.
pub async fn copy_at_switch(
    source: &mut PgConnection,
    target: &mut PgConnection,
    business: BusinessId,
) -> Result<u64, sqlx::Error> {
    let tables = || TABLES.iter().filter(|table| table.when == When::AtSwitch);
    for table in tables().rev() {
        let delete = format!("delete from public.{} where {}", table.name, table.of(business));
        target.execute(AssertSqlSafe(delete)).await?;
    }
    let mut copied = people::bring(source, target, business).await?;
    for table in tables().filter(|table| table.name != people::MEMBERSHIPS) {
        let columns = listed(&table.columns(source).await?);
        let select = format!("select {columns} from public.{} where {}", table.name, table.of(business));
        copied += stream(source, &select, target, &format!("public.{} ({columns})", table.name)).await?;
    }
    people::rename(target, business).await?;
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
