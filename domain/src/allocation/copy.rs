//! Records the items of a batch with COPY in binary format, which costs the server half of what an INSERT costs.
//!
//! COPY has no ON CONFLICT: if a reference is taken, it records nothing. So it runs under a savepoint. If it fails for
//! that reason, the caller uses [`super::record`], which finds out what each reference names.

use sqlx::PgConnection;

use super::NewAllocation;
use crate::ids::{BatchId, BusinessId};
use crate::metadata::Metadata;
use crate::reference::Reference;

/// The beginning of every stream: the signature of the format, no flags, and no header extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// The end of every stream: a number of fields that no row has.
const TRAILER: i16 = -1;

/// The columns in the order in which [`push`] writes them.
const STATEMENT: &str = "copy allocations
    (business_id, id, email, amount, reference, metadata, batch_id, item_index, request_id) from stdin (format binary)";
const COLUMNS: i16 = 9;

/// How long a process may take to send a chunk, in seconds. It has the whole chunk in memory.
const SENT_WITHIN_SECONDS: f64 = 10.0;

/// The version of jsonb's binary form.
const JSONB: u8 = 1;

/// The size of a chunk, in bytes.
const CHUNK_BYTES: usize = 256 * 1024;

/// The approximate size of an item, in bytes.
const ITEM_BYTES: usize = 256;

/// The constraint that fails if a reference is taken.
const REFERENCE: &str = "reference_is_used_once";

/// Which batch the items belong to, and which request sent them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) business_id: BusinessId,
    pub(crate) batch_id: BatchId,
    pub(crate) request_id: uuid::Uuid,
}

/// Records all `items`. Returns false if the reference of one is taken. Then none is recorded.
///
/// Waits for other transactions that are recording the same references, as an INSERT does.
pub(crate) async fn copy(
    conn: &mut PgConnection,
    origin: Origin,
    items: &[NewAllocation],
) -> Result<bool, sqlx::Error> {
    sqlx::query!("savepoint before_copy").execute(&mut *conn).await?;
    let copied = send(conn, &rows(origin, items)).await;
    match copied {
        Ok(()) => {
            sqlx::query!("release savepoint before_copy").execute(conn).await?;
            Ok(true)
        }
        Err(error) if is_taken(&error) => {
            sqlx::query!("rollback to savepoint before_copy").execute(conn).await?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Ends connections of this database user whose COPY of allocations has waited too long for its client. Returns how
/// many. A process that freezes during a COPY keeps its transaction open, and no time-out of the server ends a COPY
/// that waits for its client.
///
/// # Errors
/// When the database fails.
pub async fn end_frozen_copies(conn: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let ended = sqlx::query!(
        r#"select pg_terminate_backend(pid) as "ended!" from pg_stat_activity
           where usename = current_user and datname = current_database() and state = 'active'
             and wait_event = 'ClientRead' and query like 'copy allocations%'
             and query_start < clock_timestamp() - make_interval(secs => $1)"#,
        SENT_WITHIN_SECONDS
    )
    .fetch_all(conn)
    .await?;
    Ok(ended.iter().filter(|row| row.ended).count() as u64)
}

fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.constraint() == Some(REFERENCE))
}

async fn send(conn: &mut PgConnection, rows: &[u8]) -> Result<(), sqlx::Error> {
    let mut copy = conn.copy_in_raw(STATEMENT).await?;
    for chunk in rows.chunks(CHUNK_BYTES) {
        copy.send(chunk).await?;
    }
    copy.finish().await.map(|_| ())
}

fn rows(origin: Origin, items: &[NewAllocation]) -> Vec<u8> {
    let mut rows = Vec::with_capacity(HEADER.len() + items.len() * ITEM_BYTES);
    rows.extend_from_slice(HEADER);
    for item in items {
        push(&mut rows, origin, item);
    }
    rows.extend_from_slice(&TRAILER.to_be_bytes());
    rows
}

fn push(rows: &mut Vec<u8>, origin: Origin, item: &NewAllocation) {
    rows.extend_from_slice(&COLUMNS.to_be_bytes());
    field(rows, origin.business_id.uuid().as_bytes());
    field(rows, item.id.uuid().as_bytes());
    field(rows, item.email.as_str().as_bytes());
    field(rows, &item.amount.get().to_be_bytes());
    optional(rows, item.reference.as_ref().map(Reference::as_str).map(str::as_bytes));
    match &item.metadata {
        Some(metadata) => jsonb(rows, metadata),
        None => optional(rows, None),
    }
    field(rows, origin.batch_id.uuid().as_bytes());
    optional(rows, item.item_index.map(i32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
    field(rows, origin.request_id.as_bytes());
}

/// Appends a field: its length and its bytes. Fields are short, because addresses, references and metadata have limits.
fn field(rows: &mut Vec<u8>, bytes: &[u8]) {
    rows.extend_from_slice(&length(bytes.len()).to_be_bytes());
    rows.extend_from_slice(bytes);
}

/// Appends a field that may be null. Null has the length -1.
fn optional(rows: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => field(rows, bytes),
        None => rows.extend_from_slice(&(-1_i32).to_be_bytes()),
    }
}

fn jsonb(rows: &mut Vec<u8>, metadata: &Metadata) {
    let text = metadata.as_str().as_bytes();
    rows.extend_from_slice(&length(text.len() + 1).to_be_bytes());
    rows.push(JSONB);
    rows.extend_from_slice(text);
}

fn length(bytes: usize) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    /// Frozen copies are found by the beginning of their statement.
    #[test]
    fn the_statement_begins_as_the_search_for_frozen_copies_expects() {
        assert!(super::STATEMENT.starts_with("copy allocations"));
    }
}
