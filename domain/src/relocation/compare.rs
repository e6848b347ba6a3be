//! Compares the rows of a business in two databases: their number, their money, and the sum of a hash of every row.

use std::fmt;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::tables::{CopyPhase, Copying, TABLES, Table};

/// A digest of the rows of a business in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The number of rows.
    pub rows: i64,
    /// The sum of their amounts or balances, in cents, or 0 if the table has none.
    pub cents: i64,
    /// The sum of the hashes of the rows, as text.
    pub hashes: String,
}

/// A table whose rows differ between the two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The name of the table.
    pub table: &'static str,
    /// The digest at the source.
    pub source: Digest,
    /// The digest at the target.
    pub target: Digest,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, source, target } = self;
        write!(
            f,
            "{table} has {} rows with {} cents at the source, and {} with {} at the target",
            source.rows, source.cents, target.rows, target.cents
        )
    }
}

/// The result of comparing both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many rows the source has, in all tables.
    pub rows: i64,
    /// How much money has moved, in cents: the sum of the ledger's rows.
    pub ledger_cents: i64,
    /// The tables that differ.
    pub differences: Vec<Difference>,
}

/// Compares all tables that are copied; the accounts of the members are not in them. The two sides may be read at
/// different moments, because nothing of the business changes meanwhile.
///
/// # Errors
/// When a database fails.
pub async fn compare(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<Compared, sqlx::Error> {
    let mut compared = Compared::default();
    for table in TABLES.iter().filter(|table| table.when != CopyPhase::Never) {
        let (one, other) =
            futures::try_join!(digest(source, copying, table), digest(target, copying, table))?;
        compared.rows += one.rows;
        if table.name == "transfers" {
            compared.ledger_cents = one.cents;
        }
        if one != other {
            compared.differences.push(Difference { table: table.name, source: one, target: other });
        }
    }
    Ok(compared)
}

async fn digest(conn: &mut PgConnection, copying: Copying<'_>, table: &Table) -> Result<Digest, sqlx::Error> {
    let columns = table.columns(copying.columns);
    let value = |column: &super::tables::Column| {
        if column.as_text { format!("{}::text", column.name) } else { column.name.clone() }
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let money =
        ["amount", "balance"].into_iter().find(|name| columns.iter().any(|column| column.name == *name));
    let select = format!(
        "select count(*), coalesce(sum({}), 0)::bigint, coalesce(sum(hash_record_extended(row({}), 0)::numeric), 0)::text
         from public.{} where {}",
        money.unwrap_or("0"),
        values.join(", "),
        table.name,
        table.of(copying.business)
    );
    sqlx::query(AssertSqlSafe(select))
        .try_map(|row: PgRow| {
            Ok(Digest { rows: row.try_get(0)?, cents: row.try_get(1)?, hashes: row.try_get(2)? })
        })
        .fetch_one(conn)
        .await
}
