//! Counts for a measurement: cents left, allocations paid, write-ahead log written.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::ids::{AllocationId, BusinessId};
use crate::money::Cents;

/// An allocation that was paid.
#[derive(Debug, Clone, Copy)]
pub struct Payment {
    /// The allocation. Its id contains the time when it was accepted.
    pub allocation_id: AllocationId,
    /// When it was paid.
    pub paid_at: DateTime<Utc>,
}

/// Returns what all businesses together can still pay, in cents.
///
/// # Errors
/// When the database fails.
pub async fn unpaid_cents(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select coalesce(sum(payout_balance), 0)::bigint as "sum!" from business_accounts"#)
        .fetch_one(conn)
        .await
}

/// Returns what `business` can still pay.
///
/// # Errors
/// When the database fails, or there is no such business.
pub async fn payout_balance(conn: &mut PgConnection, business: BusinessId) -> Result<Cents, sqlx::Error> {
    sqlx::query_scalar!(
        "select payout_balance from business_accounts where business_id = $1",
        business.uuid()
    )
    .fetch_one(conn)
    .await
    .map(Cents::new)
}

/// Returns how many bytes of write-ahead log the server has written since it was created.
///
/// # Errors
/// When the database fails.
pub async fn wal_bytes(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as "bytes!""#)
        .fetch_one(conn)
        .await
}

/// Returns how many paid allocations of `business` the ledger has.
///
/// # Errors
/// When the database fails.
pub async fn paid(conn: &mut PgConnection, business: BusinessId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from transfers where business_id = $1 and kind = 'allocation'"#,
        business.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Returns how many allocations were paid from `from` and before `to`, of one business or of all.
///
/// # Errors
/// When the database fails.
pub async fn paid_between(
    conn: &mut PgConnection,
    business: Option<BusinessId>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from transfers
           where kind = 'allocation' and created_at >= $2 and created_at < $3
             and ($1::uuid is null or business_id = $1)"#,
        business.map(BusinessId::uuid),
        from,
        to
    )
    .fetch_one(conn)
    .await
}

/// Returns every payment of `business`.
///
/// # Errors
/// When the database fails.
pub async fn payments(conn: &mut PgConnection, business: BusinessId) -> Result<Vec<Payment>, sqlx::Error> {
    sqlx::query_as!(
        Payment,
        r#"select subject_id as "allocation_id: AllocationId", created_at as paid_at
           from transfers where business_id = $1 and kind = 'allocation'"#,
        business.uuid()
    )
    .fetch_all(conn)
    .await
}

/// Returns the `limit` largest tables with their size in bytes, indexes included.
///
/// # Errors
/// When the database fails.
pub async fn largest_tables(conn: &mut PgConnection, limit: i64) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select relname::text as "name!", pg_total_relation_size(oid) as "bytes!" from pg_class
           where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.bytes)).collect())
}
