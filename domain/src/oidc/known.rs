//! Which cell a sign-in belongs to. A browser must return to the cell that sent it to the provider.

use sqlx::PgConnection;

/// Returns whether this cell has a sign-in with this digest of its `state`.
///
/// # Errors
/// If the database fails.
pub async fn by_state(conn: &mut PgConnection, digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from oidc_sign_ins where state_digest = $1) as "is!""#,
        &digest[..]
    )
    .fetch_one(conn)
    .await
}

/// Returns whether this cell has a sign-in of the browser whose cookie has this digest.
///
/// # Errors
/// If the database fails.
pub async fn by_browser(conn: &mut PgConnection, digest: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from oidc_sign_ins where browser_digest = $1) as "is!""#,
        &digest[..]
    )
    .fetch_one(conn)
    .await
}
