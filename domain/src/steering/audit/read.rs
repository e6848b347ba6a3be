//! Reads the audit log.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Entry;
use crate::ids::{AllocationId, ApiKeyId, BatchId, BusinessId, MemberId, WithdrawalId, lower_bound};
use crate::money::Cents;
use crate::throttle::Rates;

/// Returns whether there is an audit row with this id. If so, its command was carried out.
///
/// # Errors
/// When the database fails.
pub async fn is_recorded(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from audit where id = $1) as "is!""#, id)
        .fetch_one(conn)
        .await
}

/// How much earlier than the time of an entry its id may have been made.
const ID_BEFORE_TIME: TimeDelta = TimeDelta::minutes(1);

/// How much later than the time of an entry its id may have been made. The id of a batch's entry is made when its items
/// are recorded, which may take as long as an acceptance may.
const ID_AFTER_TIME: TimeDelta = TimeDelta::minutes(15);

/// Returns whether the business itself throttled `batch` at this time, with a key or as a member. The entry has the
/// same time as the throttle.
pub(in crate::steering) async fn throttled_by_the_business(
    conn: &mut PgConnection,
    batch: BatchId,
    at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let credential = sqlx::query_scalar!(
        // Ids rise with time, so the condition on the id skips earlier entries.
        "select credential from audit
         where id >= $1 and done_at = $2 and batch_id = $3 and action = 'throttle' order by id limit 1",
        lower_bound(at - ID_BEFORE_TIME),
        at,
        batch.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(credential.is_some_and(|by| by.parse::<ApiKeyId>().is_ok() || by.parse::<MemberId>().is_ok()))
}

/// Returns the rates with which `batch` was accepted at the time `at` ([`super::accepted_with`]), whatever the rates
/// are now.
///
/// # Errors
/// When the database fails.
pub async fn rates_at_acceptance(
    conn: &mut PgConnection,
    batch: BatchId,
    at: DateTime<Utc>,
) -> Result<Option<Rates>, sqlx::Error> {
    sqlx::query_as!(
        Rates,
        // Ids rise with time, so the conditions on the id skip earlier and later entries.
        "select max_per_second, max_cents_per_second from audit
         where id >= $1 and id < $2 and done_at = $3 and batch_id = $4 and action = 'throttle' order by id limit 1",
        lower_bound(at - ID_BEFORE_TIME),
        lower_bound(at + ID_AFTER_TIME),
        at,
        batch.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// Lists up to `limit` entries with ids below `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as!(
        Entry,
        r#"select id, done_at, credential, action, scope, name, business_id as "business_id: BusinessId",
               batch_id as "batch_id: BatchId", items, amount as "amount: Cents", request_id,
               max_per_second, max_cents_per_second, scheduled_at, allocation_id as "allocation_id: AllocationId", weight,
               payouts_enabled, withdrawal_id as "withdrawal_id: WithdrawalId", role, other_cell
           from audit where $1::uuid is null or id < $1 order by id desc limit $2"#,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Lists up to `limit` entries about a business and its objects with ids below `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_of(
    conn: &mut PgConnection,
    business: BusinessId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as!(
        Entry,
        r#"select id, done_at, credential, action, scope, name, business_id as "business_id: BusinessId",
               batch_id as "batch_id: BatchId", items, amount as "amount: Cents", request_id,
               max_per_second, max_cents_per_second, scheduled_at, allocation_id as "allocation_id: AllocationId", weight,
               payouts_enabled, withdrawal_id as "withdrawal_id: WithdrawalId", role, other_cell
           from audit where business_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3"#,
        business.uuid(),
        before,
        limit
    )
    .fetch_all(conn)
    .await
}
