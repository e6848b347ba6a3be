//! Calls to providers and webhooks, and the lock that lets a pause hold all of them.
//!
//! A transaction that takes a withdrawal or a delivery shares an advisory lock before it looks for pauses, until its
//! commit. A transaction that pauses takes the lock exclusively. So once a pause is committed, nothing more is taken,
//! and everything that was taken before is known.

use sqlx::PgConnection;

/// The key of the advisory lock. The keys of businesses are larger. If a transaction shares the lock and then finds, in
/// a later statement, that something is not paused, this stays true until its commit.
pub(crate) const LOCK: i64 = 0x7061_7573; // "paus"

/// Takes the lock exclusively: waits for transactions that are taking work, and blocks others until the commit.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await.map(|_| ())
}

/// Returns whether a restore holds withdrawals and webhooks. This is a plain read of one row.
///
/// # Errors
/// When the database fails.
pub async fn is_held(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select coalesce((select held from restore_fence), false) as "held!""#)
        .fetch_one(conn)
        .await
}
