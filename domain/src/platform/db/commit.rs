//! What became of a COMMIT that was not answered, and by what a server shows that its word is the truth.
//!
//! The rule, for whoever has to know: only rows and transaction ids on a server that can write are evidence, and the server
//! shows that it can by a commit of its own after it has told them ([`attest`]). A standby cannot: it has not
//! replayed everything, so "in the future" and a row that is not there say nothing. Nor can a primary that was cut off
//! from its synchronous standby, which may have been promoted since: its commits are not confirmed. Until a server
//! can, the question is asked again. On a standby that was promoted, everything that was acknowledged is there when it
//! leaves recovery; an id that is still in the future then never arrived, and nobody was told that it had.

use sqlx::PgConnection;

/// What became of a transaction whose COMMIT was not answered.
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

/// The id of the current transaction, to ask for its status with when the answer to its COMMIT is lost; `None` while it
/// has written nothing.
///
/// # Errors
/// When the database fails.
pub async fn transaction_id(conn: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select pg_current_xact_id_if_assigned()::text").fetch_one(conn).await
}

/// What became of the transaction `id`, asked in a transaction of its own, whose id is the measure: one that is not lower
/// was not given yet, or the server crashed and forgot that it had given it. After a crash, "committed" may be said of
/// another transaction that was given the id of one whose records were lost. Evidence only with [`attest`].
///
/// # Errors
/// When the database fails; on a server in recovery, always.
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

/// Writes a record to the log, so that the COMMIT of this transaction waits for the disk, and for the synchronous standbys
/// if there are any: once it is answered, what was read on this connection before is the truth.
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
