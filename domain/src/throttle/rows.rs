//! The stored throttles: one row for everything, and one for each business or batch that has a throttle.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Rates;
use crate::business::lock_account;
use crate::ids::{BatchId, BusinessId};

/// How long the throttle of a batch is kept after its last item ended, so that a retry within that time has the same
/// rate.
const KEPT_AFTER_END: Duration = Duration::days(1);

/// A throttle in force, and what it limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttled {
    /// The business that it limits, or `None` for everything.
    pub business_id: Option<BusinessId>,
    /// The batch that it limits, or `None` for the whole business.
    pub batch_id: Option<BatchId>,
    /// The rates.
    pub rates: Rates,
    /// When it was last set.
    pub changed_at: DateTime<Utc>,
}

impl Throttled {
    /// Returns its position in the order of [`list`].
    pub fn key(&self) -> (Uuid, Uuid) {
        let business = self.business_id.map_or(Uuid::nil(), BusinessId::uuid);
        (business, self.batch_id.map_or(Uuid::nil(), BatchId::uuid))
    }
}

/// Sets the rates of everything (`None`), of a business or of a batch. Tokens owed at the earlier rates are forgiven.
///
/// The caller has locked the ring row of the business, or the account of the batch's business. Otherwise a claim would
/// overwrite the change.
pub(crate) async fn set(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
    rates: Rates,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into throttles as t (business_id, batch_id, max_per_second, max_cents_per_second, jobs_until,
             cents_until, next_at, changed_at)
         -- As if unused for a day, so it begins with one chunk.
         values ($1, $2, $3, $4, $5::timestamptz - interval '1 day', $5 - interval '1 day', $5, $5)
         on conflict (business_id, batch_id) do update set max_per_second = excluded.max_per_second,
             max_cents_per_second = excluded.max_cents_per_second, changed_at = excluded.changed_at,
             -- A debt from the old rate does not count at the new rate.
             jobs_until = least(t.jobs_until, $5), cents_until = least(t.cents_until, $5), next_at = $5",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid),
        rates.max_per_second,
        rates.max_cents_per_second,
        now
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Sets the rates of a batch that is being accepted, so that none of its items is paid faster. Locks the business's
/// account until the commit: a claim in flight has read its limits already, and must not find the items before the
/// rates.
///
/// # Errors
/// When the database fails, or when the account is locked for longer than the session's `lock_timeout`.
pub async fn begin_with(
    conn: &mut PgConnection,
    business: BusinessId,
    batch: BatchId,
    rates: Rates,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    lock_account(conn, business).await?;
    set(conn, (Some(business), Some(batch)), rates, now).await
}

/// Removes a throttle. Returns whether there was one. Needs the same locks as [`set`].
pub(crate) async fn clear(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from throttles where business_id = $1 and batch_id = $2",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid)
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Removes the throttles of batches that ended long ago. Returns how many it removed.
///
/// # Errors
/// When the database fails.
pub async fn remove_ended(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from throttles t
         where (select finished_at from batches where business_id = t.business_id and id = t.batch_id) < $1
             and t.business_id not in (select business_id from unserved_businesses)",
        now - KEPT_AFTER_END
    )
    .execute(conn)
    .await?;
    Ok(removed.rows_affected())
}

struct Row {
    business_id: Uuid,
    batch_id: Uuid,
    max_per_second: Option<i64>,
    max_cents_per_second: Option<i64>,
    changed_at: DateTime<Utc>,
}

impl From<Row> for Throttled {
    fn from(row: Row) -> Self {
        let Row { business_id, batch_id, max_per_second, max_cents_per_second, changed_at } = row;
        Self {
            business_id: (!business_id.is_nil()).then(|| business_id.into()),
            batch_id: (!batch_id.is_nil()).then(|| batch_id.into()),
            rates: Rates { max_per_second, max_cents_per_second },
            changed_at,
        }
    }
}

/// Lists up to `limit` throttles in force after the key `after`. The throttle of everything comes first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    after: Option<(Uuid, Uuid)>,
    limit: i64,
) -> Result<Vec<Throttled>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select business_id, batch_id, max_per_second, max_cents_per_second, changed_at from throttles
         where ($1::uuid is null or (business_id, batch_id) > ($1, $2))
             and business_id not in (select business_id from absent_businesses)
         order by business_id, batch_id limit $3",
        after.map(|(business, _)| business),
        after.map(|(_, batch)| batch),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Throttled::from).collect())
}

/// Returns the throttle of everything (`None`), of a business or of a batch, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find(
    conn: &mut PgConnection,
    (business, batch): (Option<BusinessId>, Option<BatchId>),
) -> Result<Option<Throttled>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select business_id, batch_id, max_per_second, max_cents_per_second, changed_at from throttles
         where business_id = $1 and batch_id = $2",
        business.map_or(Uuid::nil(), BusinessId::uuid),
        batch.map_or(Uuid::nil(), BatchId::uuid)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Throttled::from))
}

/// The allocations per second of the throttles in force, summed by what they limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatesInForce {
    /// The rate of everything.
    pub everything: i64,
    /// The sum of the rates of businesses.
    pub businesses: i64,
    /// The sum of the rates of batches.
    pub batches: i64,
}

/// Sums the rates in force.
///
/// # Errors
/// When the database fails.
pub async fn rates_in_force(conn: &mut PgConnection) -> Result<RatesInForce, sqlx::Error> {
    sqlx::query_as!(
        RatesInForce,
        r#"select coalesce(sum(max_per_second) filter (where business_id = $1), 0)::bigint as "everything!",
               coalesce(sum(max_per_second) filter (where business_id <> $1 and batch_id = $1), 0)::bigint as "businesses!",
               coalesce(sum(max_per_second) filter (where batch_id <> $1), 0)::bigint as "batches!"
           from throttles where business_id not in (select business_id from absent_businesses)"#,
        Uuid::nil()
    )
    .fetch_one(conn)
    .await
}
