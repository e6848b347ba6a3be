//! Rows on their way from one database to another: COPY in its binary format, out of one and into the other.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::tables::Table;

/// How much is sent at a time, in bytes. The server sends each row by itself.
const CHUNK_BYTES: usize = 256 * 1024;

/// A table for the rows that come, until the transaction ends.
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

/// Copies what `select` finds into `into`, a table with its columns.
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
