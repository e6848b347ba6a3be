//! What goes out of the house, to a provider or to a webhook, and what keeps all of it back: a pause, and a restore.
//!
//! Whoever takes something that goes out shares an advisory lock before it looks for pauses, until its commit; whoever
//! pauses has it alone. So once a pause is committed nothing more is taken, and what was taken before is known to be.

use sqlx::PgConnection;

/// The number of the advisory lock. No business's is as small. What a transaction that shares it finds not to be paused, by a
/// later statement, is not until its commit.
pub(crate) const LOCK: i64 = 0x7061_7573; // "paus"

/// Nothing that goes out is taken by others until the commit: waits for those that are taking.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await.map(|_| ())
}

/// Whether withdrawals and webhooks are held: a plain read of one row.
///
/// # Errors
/// When the database fails.
pub async fn is_held(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select coalesce((select held from restore_fence), false) as "held!""#)
        .fetch_one(conn)
        .await
}
