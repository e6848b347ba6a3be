//! Checks whether a business may leave a cell for another now.

use sqlx::PgConnection;
use uuid::Uuid;

/// Lists what operators have paused in the whole cell, with the names that `payout pause` uses. These pauses hold the
/// businesses of this cell only.
///
/// # Errors
/// When the database fails.
pub async fn global_pauses(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select 'all' as "named!" from pauses where business_id = $1
           union all select case scope when 'webhooks' then scope else concat(scope, ':', name) end from outgoing_pauses
           order by 1"#,
        Uuid::nil()
    )
    .fetch_all(conn)
    .await
}
