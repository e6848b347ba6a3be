//! The statements that `payout bench` compares the product with: what the database alone can do.
//!
//! None of them serves a request. Each function does the minimum that the same work needs on the same schema: the apply
//! without deciding, hashing and marks, the intake without checking and parsing. They are here because all SQL is in
//! this crate.

mod counts;

pub use counts::{
    Payment, largest_tables, paid, paid_between, payments, payout_balance, unpaid_cents, wal_bytes,
};

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::ids::{AllocationId, BatchId, BusinessId};

/// How many bytes of a COPY are sent at a time. Larger messages gain nothing.
const COPY_CHUNK_BYTES: usize = 256 * 1024;

/// Creates a database. `name` must be a plain identifier.
///
/// # Errors
/// When the database fails or `name` is taken.
pub async fn create_database(conn: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query(AssertSqlSafe(format!("create database \"{name}\""))).execute(conn).await.map(|_| ())
}

/// Drops a database and ends all connections to it. `name` must be a plain identifier.
///
/// # Errors
/// When the database fails.
pub async fn drop_database(conn: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let statement = format!("drop database if exists \"{name}\" with (force)");
    sqlx::query(AssertSqlSafe(statement)).execute(conn).await.map(|_| ())
}

/// Returns the process id of the server's backend for `conn`.
///
/// # Errors
/// When the database fails.
pub async fn backend_pid(conn: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_backend_pid() as "pid!""#).fetch_one(conn).await
}

/// The jobs to record and queue directly, without requests.
#[derive(Debug, Clone)]
pub struct Backlog {
    /// The businesses of the jobs, in turn.
    pub businesses: Vec<BusinessId>,
    /// A batch of each business, in the same order.
    pub batches: Vec<BatchId>,
    /// The number of jobs.
    pub jobs: i64,
    /// The maximum number of different e-mail addresses.
    pub users: i64,
    /// The amount of each job, in cents.
    pub amount: i64,
}

/// Records `backlog` as one batch for each business, ready to be applied at `now`.
///
/// # Errors
/// When the database fails.
pub async fn queue_backlog(
    conn: &mut PgConnection,
    backlog: &Backlog,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let businesses: Vec<Uuid> = backlog.businesses.iter().map(|id| id.uuid()).collect();
    let batches: Vec<Uuid> = backlog.batches.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "with items as (
             select b.business_id, b.batch_id,
                 -- Ids like those of an uploaded batch: one UUIDv7 of its time, and its successors.
                 (left(replace(b.batch_id::text, '-', ''), 16) || '8' || lpad(to_hex(n / cardinality($1) + 1), 15, '0'))::uuid
                     as id,
                 'user' || (n * 7919 % $4) || '@example.com' as email,
                 (n / cardinality($1))::integer as item_index
             from generate_series(0, $3::bigint - 1) as n
             cross join lateral (
                 select ($1::uuid[])[1 + n % cardinality($1)], ($2::uuid[])[1 + n % cardinality($1)]
             ) as b (business_id, batch_id)
         ), recorded as (
             insert into allocations (business_id, id, email, amount, batch_id, item_index, request_id)
             select business_id, id, email, $5, batch_id, item_index, batch_id from items
             returning business_id, id, email, batch_id
         ), batched as (
             select business_id, batch_id, min(id::text)::uuid as first, max(id::text)::uuid as last, count(*) as items
             from recorded group by business_id, batch_id
         ), queued as (
             insert into allocation_ranges (business_id, batch_id, after_id, last_id, items, amount, from_reserve)
             select business_id, batch_id, (left(replace(batch_id::text, '-', ''), 16) || '8' || repeat('0', 15))::uuid,
                 last, items, items * $5, false
             from batched
         ), accepted as (
             insert into batches (business_id, id, idempotency_key, fingerprint, request_id, first_allocation_id,
                 last_allocation_id, total, total_amount, duplicate, duplicate_amount, created_at)
             select business_id, batch_id, batch_id::text, '', batch_id, first, last, items, items * $5, 0, 0, $6
             from batched returning business_id
         )
         insert into ring (business_id, due_at) select business_id, $6 from accepted",
        &businesses,
        &batches,
        backlog.jobs,
        backlog.users,
        backlog.amount,
        now
    )
    .execute(&mut *conn)
    .await?;
    // Leave the tables as autovacuum would, so that it does not start in the middle of a measurement.
    sqlx::query!("vacuum (analyze) allocations, allocation_ranges").execute(conn).await.map(|_| ())
}

/// Applies up to `limit` jobs of `business` with one statement. Call it until it returns 0. It narrows the first range,
/// credits the users, writes the ledger and debits the business. It does not check whether the balance covers the jobs.
/// Returns how many it paid.
///
/// # Errors
/// When the database fails.
pub async fn apply_set(
    conn: &mut PgConnection,
    business: BusinessId,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with range as (
               select after_id, last_id, items, amount from allocation_ranges where business_id = $1 order by last_id limit 1
               -- If two sessions claim at once, the second continues where the first stopped.
               for update
           ), taken as materialized (
               select a.id as allocation_id, a.email, a.amount
               from range cross join lateral (
                   select id, email, amount from allocations
                   where business_id = $1 and id > range.after_id and id <= range.last_id order by id limit $2) a
           ), reached as (
               select count(*) as items, coalesce(sum(amount), 0)::bigint as amount,
                   (select allocation_id from taken offset greatest((select count(*) from taken) - 1, 0)) as id
               from taken
           ), narrowed as (
               update allocation_ranges r
               set after_id = t.id, items = range.items - t.items, amount = range.amount - t.amount
               from reached t, range
               where r.business_id = $1 and r.last_id = range.last_id and range.items > t.items
           ), removed as (
               delete from allocation_ranges r using reached t, range
               where r.business_id = $1 and r.last_id = range.last_id and range.items = t.items
           ), sums as (
               select email, sum(amount)::bigint as amount, (array_agg(allocation_id))[1] as id
               from taken group by email
           ), users as (
               insert into payout_users as u
                   (business_id, id, email, balance, hash_version, hash_digest, active, created_at)
               select $1, id, email, amount, 1, sha256(email::bytea), true, $3 from sums order by email
               on conflict (business_id, email) do update set balance = u.balance + excluded.balance
               returning id, email
           ), paid as (
               insert into transfers
                   (business_id, subject_id, kind, debit, credit, amount, payout_user_id, created_at)
               select $1, t.allocation_id, 'allocation', 'payout_balance', 'payout_user', t.amount, users.id, $3
               from taken t join users on users.email = t.email
               returning amount
           ), debited as (
               update business_accounts
               set payout_balance = payout_balance - (select coalesce(sum(amount), 0) from paid)
               where business_id = $1
           )
           select count(*) as "n!" from paid"#,
        business.uuid(),
        limit,
        now
    )
    .fetch_one(conn)
    .await
}

/// Makes the session join by hashing only. The statistics of new tables say that they are empty, so [`apply_set`] would
/// otherwise compare all its users with all its jobs, and not show the limit.
///
/// # Errors
/// When the database fails.
pub async fn join_by_hash_only(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select set_config('enable_nestloop', 'off', false)").fetch_one(conn).await.map(|_| ())
}

/// Records one allocation and queues nothing: one INSERT, and one commit if no transaction is open. This is the minimum
/// cost of accepting a request.
///
/// # Errors
/// When the database fails.
pub async fn insert_one(
    conn: &mut PgConnection,
    business: BusinessId,
    id: AllocationId,
    email: &str,
    amount: i64,
    reference: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into allocations (business_id, id, email, amount, reference, request_id)
         values ($1, $2, $3, $4, $5, $2)",
        business.uuid(),
        id.uuid(),
        email,
        amount,
        reference
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// The rows of a batch's items in the text format of COPY.
#[derive(Debug, Clone, Default)]
pub struct CopyRows {
    allocations: Vec<u8>,
    items: i32,
}

impl CopyRows {
    /// Returns an empty set of rows for the items that follow these.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { items: self.items, ..Self::default() }
    }

    /// Adds an item. `email` and `reference` must need no escaping: no tab, newline or backslash.
    pub fn push(
        &mut self,
        (business, batch, id): (BusinessId, BatchId, AllocationId),
        email: &str,
        amount: i64,
        reference: &str,
    ) {
        let (business, batch, id) = (business.uuid(), batch.uuid(), id.uuid());
        let index = self.items;
        let allocation =
            format!("{business}\t{id}\t{email}\t{amount}\t{reference}\t{batch}\t{index}\t{batch}\n");
        self.allocations.extend_from_slice(allocation.as_bytes());
        self.items += 1;
    }

    /// Records the items with COPY. Nothing else is done for each item: their batch is queued with one row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn copy(&self, conn: &mut PgConnection) -> Result<(), sqlx::Error> {
        let statement =
            "copy allocations (business_id, id, email, amount, reference, batch_id, item_index, request_id)
             from stdin";
        copy_in(conn, statement, &self.allocations).await
    }
}

async fn copy_in(conn: &mut PgConnection, statement: &str, rows: &[u8]) -> Result<(), sqlx::Error> {
    let mut copy = conn.copy_in_raw(statement).await?;
    for chunk in rows.chunks(COPY_CHUNK_BYTES) {
        copy.send(chunk).await?;
    }
    copy.finish().await.map(|_| ())
}
