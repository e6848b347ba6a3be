//! The outcome of a COMMIT without a reply, and how a server proves that its answer about the outcome is true.
//!
//! Only rows and transaction ids on a server that can write are evidence. After a server has reported them, it proves
//! with a commit of its own that it can write ([`attest`]). Until a server can, the caller asks again.
//!
//! - A standby cannot prove it. It may not have replayed everything, so "in the future" or a missing row proves nothing
//!   there.
//! - A primary that is cut off from its synchronous standby cannot prove it either: its commits are not confirmed, and
//!   the standby may have been promoted since.
//! - A promoted standby that leaves recovery has everything that was acknowledged. If an id is still in the future
//!   there, its commit never arrived, and no client was told that it had.

use sqlx::PgConnection;

/// The outcome of a transaction whose COMMIT got no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitStatus {
    /// The transaction is committed and durable.
    Committed,
    /// The transaction had no effect.
    Aborted,
    /// The server has not finished the transaction: ask again.
    InProgress,
    /// The transaction ended so long ago that the server has discarded its status: only its rows can tell.
    Forgotten,
}

/// Returns the id of the current transaction. With the id, its status can be asked for if the reply to its COMMIT is
/// lost. Returns `None` if the transaction has written nothing yet.
///
/// # Errors
/// If the database fails.
pub async fn transaction_id(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select pg_current_xact_id_if_assigned()::text").fetch_one(conn).await
}

/// Returns the status of the transaction `id`, which it asks for in a transaction of its own. An id that is not lower
/// than the id of the asking transaction was never assigned, or the server crashed and lost the assignment.
///
/// After a crash, "committed" may be the status of another transaction, which got the id of one whose records were
/// lost. The status is evidence only together with [`attest`].
///
/// # Errors
/// If the database fails; always on a server in recovery.
pub async fn commit_status(conn: &mut PgConnection, id: &str) -> Result<CommitStatus, sqlx::Error> {
    let status = sqlx::query_scalar!(
        "select case when $1::text::xid8 < pg_current_xact_id() then pg_xact_status($1::text::xid8) else 'never given' end",
        id
    )
    .fetch_one(conn)
    .await?;
    match status.as_deref() {
        Some("committed") => Ok(CommitStatus::Committed),
        Some("aborted" | "never given") => Ok(CommitStatus::Aborted),
        Some("in progress") => Ok(CommitStatus::InProgress),
        None => Ok(CommitStatus::Forgotten),
        Some(_) => {
            Err(sqlx::Error::Protocol("the status of a transaction is unknown to this program".into()))
        }
    }
}

/// Writes a record to the write-ahead log. So the COMMIT of this transaction waits for the disk, and for the
/// synchronous standbys if there are any. Once the server confirms that COMMIT, everything that this connection read
/// before is true.
///
/// # Errors
/// If the server cannot write.
pub async fn attest(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    // A transaction that has an id but has written nothing else commits without waiting.
    sqlx::query!(
        r#"select pg_current_xact_id()::text as "id!", pg_logical_emit_message(true, 'payout', '')::text as "at!""#
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}
