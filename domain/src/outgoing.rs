//! Calls to the outside, to providers and webhooks, and the lock by which a pause holds them all back.
//!
//! Whoever takes an order or a delivery shares an advisory lock before it looks for pauses, until its commit. Whoever
//! pauses takes the lock alone. So once a pause is committed nothing more is taken, and everything that was taken
//! before is known to be.

use sqlx::PgConnection;

/// The number of the advisory lock; the locks of businesses have larger ones. A transaction that shares the lock and
/// then, by a later statement, finds something not paused can rely on that until its commit.
pub(crate) const LOCK: i64 = 0x7061_7573; // "paus"

/// Takes the lock alone: waits for those that are taking, and keeps others from taking anything until the commit.
pub(crate) async fn lock(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK).execute(conn).await.map(|_| ())
}

/// Whether a restore holds withdrawals and webhooks: a plain read of one row.
///
/// # Errors
/// When the database fails.
pub async fn is_held(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select coalesce((select held from restore_fence), false) as "held!""#)
        .fetch_one(conn)
        .await
}
