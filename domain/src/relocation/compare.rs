//! Comparing the rows of a business in two databases: their number, their money, and a sum over a hash of every row.

use std::fmt;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::tables::{Copying, TABLES, Table, When};

/// What the rows of a business in a table come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// How many there are.
    pub rows: i64,
    /// The sum of their amounts or balances, in cents; 0 where there are none.
    pub cents: i64,
    /// The sum of their hashes.
    pub hashes: String,
}

/// A table in which the two sides differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// What is where it comes from.
    pub source: Digest,
    /// What is where it goes to.
    pub target: Digest,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, source, target } = self;
        write!(
            f,
            "{table} has {} rows with {} cents, and {} with {} where it goes",
            source.rows, source.cents, target.rows, target.cents
        )
    }
}

/// What both sides have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many rows, of all tables.
    pub rows: i64,
    /// How much money has moved, in cents: the sum of the ledger's entries.
    pub ledger_cents: i64,
    /// Where they differ.
    pub differences: Vec<Difference>,
}

/// Compares what was copied of the business. Each side in its own order of transactions: nothing of the business changes meanwhile.
///
/// # Errors
/// When a database fails.
pub async fn compare(
    source: &mut PgConnection,
    target: &mut PgConnection,
    copying: Copying<'_>,
) -> Result<Compared, sqlx::Error> {
    let mut compared = Compared::default();
    for table in TABLES.iter().filter(|table| table.when != When::Never) {
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
