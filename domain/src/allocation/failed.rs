//! Counts the allocations that failed lately, without reading all of them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{BusinessId, lower_bound};

/// Returns how many allocations of `business` that were requested since `since` are in the state `failed`. It counts at
/// most `most`, because a person does not look through more.
///
/// # Errors
/// When the database fails.
pub async fn failed_since(
    conn: &mut PgConnection,
    business: BusinessId,
    since: DateTime<Utc>,
    most: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(distinct o.allocation_id) as "n!" from (
               select allocation_id from allocation_outcomes
               where business_id = $1 and allocation_id >= $2 and outcome = 'failed'
               order by allocation_id desc limit $3) o
           cross join lateral (
               select status from allocation_states where business_id = $1 and id = o.allocation_id offset 0) s
           where s.status = 'failed'"#,
        business.uuid(),
        lower_bound(since),
        most
    )
    .fetch_one(conn)
    .await
}
