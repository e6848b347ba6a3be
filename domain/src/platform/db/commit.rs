//! The outcome of a COMMIT without a reply, and how a server proves that its word about it is the truth.
//!
//! Only rows and transaction ids on a server that can write are evidence. The server proves that it can write by a
//! commit of its own, after it has told them ([`attest`]). Until a server can, the question is asked again.
//!
//! - A standby cannot prove it. It has not replayed everything, so "in the future" and a missing row say nothing there.
//! - A primary that was cut off from its synchronous standby cannot either: its commits are not confirmed, and the
//!   standby may have been promoted since.
//! - A standby that was promoted has everything that was acknowledged when it leaves recovery. An id that is still in
//!   the future then never arrived, and nobody was told that it had.

use sqlx::PgConnection;

/// The outcome of a transaction whose COMMIT was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitStatus {
    /// It is durable.
    Committed,
    /// It never happened.
    Aborted,
    /// The server has not finished it: ask again.
    InProgress,
    /// It ended so long ago that the server has forgotten how: only its rows can tell.
    Forgotten,
}

/// The id of the current transaction, by which its status can be asked for when the answer to its COMMIT is lost.
/// `None` while it has written nothing.
///
/// # Errors
/// When the database fails.
pub async fn transaction_id(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select pg_current_xact_id_if_assigned()::text").fetch_one(conn).await
}

/// The status of the transaction `id`, asked for in a transaction of its own. An id that is not lower than that of the
/// asking transaction was not given yet, or the server crashed and forgot that it had given it.
///
/// After a crash, "committed" may be said of another transaction, which was given the id of one whose records were
/// lost. The status is evidence only together with [`attest`].
///
/// # Errors
/// When the database fails. On a server in recovery, always.
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
        Some(_) => Err(sqlx::Error::Protocol("the status of a transaction is none that is known".into())),
    }
}

/// Writes a record to the log, so that the COMMIT of this transaction waits for the disk, and for the synchronous
/// standbys if there are any. Once that COMMIT is answered, everything that was read on this connection before is the
/// truth.
///
/// # Errors
/// When the server cannot write.
pub async fn attest(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    // A transaction that has an id and has written nothing else commits without waiting.
    sqlx::query!(
        r#"select pg_current_xact_id()::text as "id!", pg_logical_emit_message(true, 'payout', '')::text as "at!""#
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}
