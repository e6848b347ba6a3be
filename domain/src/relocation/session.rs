//! Settings and lock of a mover's sessions.

use sqlx::PgConnection;

use crate::ids::BusinessId;

/// Prepares a session of a mover. Its statements have no time-out, its transactions may wait for the other database,
/// and its queries use indexes on the business, whatever the statistics say.
///
/// # Errors
/// When the database fails.
pub async fn prepare(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"select set_config('statement_timeout', '0', false) as "statement!",
               set_config('idle_in_transaction_session_timeout', '0', false) as "idle!",
               set_config('enable_seqscan', 'off', false) as "scan!",
               set_config('timezone', 'UTC', false) as "timezone!""#
    )
    .fetch_one(conn)
    .await
    .map(|_| ())
}

/// Makes this session the only mover of `business` until the session ends. Returns false if another session is.
///
/// # Errors
/// When the database fails.
pub async fn try_lock_mover(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_lock(hashtextextended('relocation of ' || $1, 0)) as "only!""#,
        business.to_string()
    )
    .fetch_one(conn)
    .await
}
