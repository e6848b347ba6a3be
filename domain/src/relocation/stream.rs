//! Streams rows from one database to another: COPY in binary format, out of one and into the other.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::tables::Table;

/// How many bytes are sent at a time. The server sends each row separately.
const CHUNK_BYTES: usize = 256 * 1024;

/// Creates a table for incoming rows, which exists until the transaction ends.
pub(super) async fn stage(
    target: &mut PgConnection,
    table: &Table,
    columns: &str,
    name: &str,
) -> Result<(), sqlx::Error> {
    let create = format!(
        "create temporary table {name} on commit drop as select {columns} from public.{} with no data",
        table.name
    );
    target.execute(AssertSqlSafe(create)).await.map(|_| ())
}

/// Copies the result of `select` into `into`, a table name with its columns. Returns how many rows.
pub(super) async fn stream(
    source: &mut PgConnection,
    select: &str,
    target: &mut PgConnection,
    into: &str,
) -> Result<u64, sqlx::Error> {
    let out = format!("copy ({select}) to stdout (format binary)");
    let mut rows = source.copy_out_raw(&out).await?;
    let mut sink = target.copy_in_raw(&format!("copy {into} from stdin (format binary)")).await?;
    let mut chunk = Vec::with_capacity(CHUNK_BYTES + 4_096);
    loop {
        match rows.try_next().await {
            Ok(Some(row)) => chunk.extend_from_slice(&row),
            Ok(None) => break,
            Err(error) => {
                sink.abort("the rows that it copies cannot be read").await?;
                return Err(error);
            }
        }
        if chunk.len() >= CHUNK_BYTES {
            sink.send(chunk.as_slice()).await?;
            chunk.clear();
        }
    }
    sink.send(chunk.as_slice()).await?;
    sink.finish().await
}
