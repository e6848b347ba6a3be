//! Businesses. A business is a merchant; it holds a main balance and a payout balance.

mod account;
pub mod api_key;
pub mod brand;
mod events;
mod moves;
mod origins;
mod served;

pub use account::lock_account;
pub(crate) use events::{balance_moved, low_balance};
pub use moves::{Account, MoveError, Moved, fund, has_move, top_up};
pub use origins::{
    InvalidOrigin, MAX_ORIGINS, Origin, allow_origins, allowed_origins, is_allowed_by, is_allowed_by_any,
};
pub use served::{cell_of_absent, known, pass_fence, served};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ids::BusinessId;
use crate::money::Cents;

/// Whether a business is live or for tests. The mode of a business never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It handles real money.
    Live,
    /// It never reaches a real provider.
    Test,
}

impl Mode {
    /// Returns the name that is stored, and that is part of an API key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        if text == "live" { Self::Live } else { Self::Test }
    }
}

/// A merchant, with its settings and balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// The business's id.
    pub id: BusinessId,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// Whether it is live or for tests.
    pub mode: Mode,
    /// Whether new allocations are accepted.
    pub payouts_enabled: bool,
    /// How many claims in a row the business gets in its turn, 1 to [`MAX_WEIGHT`].
    pub weight: i16,
    /// Its balances.
    pub balances: Balances,
    /// When the business was created.
    pub created_at: DateTime<Utc>,
}

/// The changes to a business. A field that is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The new name, 1 to 200 characters.
    pub name: Option<String>,
    /// Whether new allocations are accepted.
    pub payouts_enabled: Option<bool>,
    /// How many claims in a row the business gets in its turn, 1 to [`MAX_WEIGHT`].
    pub weight: Option<i16>,
}

/// The most claims in a row for one business. It keeps the wait of the other businesses to about 0.4 s.
pub const MAX_WEIGHT: i16 = 20;

/// The balances of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balances {
    /// The main balance.
    pub balance: Cents,
    /// The payout balance, from which allocations are paid.
    pub payout_balance: Cents,
    /// The amount that `all_or_nothing` batches have set aside and not yet paid.
    pub reserve: Cents,
}

/// Creates a business with empty balances.
///
/// # Errors
/// If the database fails, or rejects the name.
pub async fn create(
    conn: &mut PgConnection,
    id: BusinessId,
    name: &str,
    mode: Mode,
    payouts_enabled: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into businesses (id, name, mode, payouts_enabled, created_at) values ($1, $2, $3, $4, $5)",
        id.uuid(),
        name,
        mode.as_str(),
        payouts_enabled,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into business_accounts (business_id, balance, payout_balance) values ($1, 0, 0)",
        id.uuid()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lists up to `limit` businesses with ids below `before`, newest first, or `only` the one business. Leaves out
/// businesses of other cells.
///
/// # Errors
/// If the database fails.
pub async fn list(
    conn: &mut PgConnection,
    only: Option<BusinessId>,
    before: Option<BusinessId>,
    limit: i64,
) -> Result<Vec<Business>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select b.id, b.name, b.mode, b.payouts_enabled, b.weight, b.created_at, a.balance, a.payout_balance, a.reserve
           from businesses b join business_accounts a on a.business_id = b.id
           where ($1::uuid is null or b.id = $1) and ($2::uuid is null or b.id < $2)
             and b.id not in (select business_id from absent_businesses)
           order by b.id desc limit $3"#,
        only.map(BusinessId::uuid),
        before.map(BusinessId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Business::from).collect())
}

/// Returns the existing businesses among `ids`, in no particular order. Leaves out businesses of other cells.
///
/// # Errors
/// If the database fails.
pub async fn several(conn: &mut PgConnection, ids: &[BusinessId]) -> Result<Vec<Business>, sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Row,
        "select b.id, b.name, b.mode, b.payouts_enabled, b.weight, b.created_at, a.balance, a.payout_balance, a.reserve
         from businesses b join business_accounts a on a.business_id = b.id
         where b.id = any($1) and b.id not in (select business_id from absent_businesses)",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Business::from).collect())
}

struct Row {
    id: Uuid,
    name: String,
    mode: String,
    payouts_enabled: bool,
    weight: i16,
    created_at: DateTime<Utc>,
    balance: i64,
    payout_balance: i64,
    reserve: i64,
}

impl From<Row> for Business {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            mode: Mode::from_stored(&row.mode),
            payouts_enabled: row.payouts_enabled,
            weight: row.weight,
            balances: Balances {
                balance: Cents::new(row.balance),
                payout_balance: Cents::new(row.payout_balance),
                reserve: Cents::new(row.reserve),
            },
            created_at: row.created_at,
        }
    }
}

/// Returns the business `id`, if it exists.
///
/// # Errors
/// If the database fails, or the business is held while it moves to another cell.
pub async fn get(conn: &mut PgConnection, id: BusinessId) -> Result<Option<Business>, sqlx::Error> {
    let Some(id) = served(conn, Some(id)).await? else { return Ok(None) };
    Ok(list(conn, Some(id), None, 1).await?.pop())
}

/// Returns whether the business exists in this cell, even while it is held.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, id: BusinessId) -> Result<bool, sqlx::Error> {
    Ok(!list(conn, Some(id), None, 1).await?.is_empty())
}

/// Returns any one live business of this cell. A database without a schema has none.
///
/// # Errors
/// If the database fails.
pub async fn any_live(conn: &mut PgConnection) -> Result<Option<BusinessId>, sqlx::Error> {
    let has_some = sqlx::query_scalar!(r#"select to_regclass('businesses') is not null as "has!""#);
    if !has_some.fetch_one(&mut *conn).await? {
        return Ok(None);
    }
    let live = sqlx::query_scalar!("select id from businesses where mode = 'live' and id not in (select business_id from absent_businesses)
         order by id limit 1");
    Ok(live.fetch_optional(conn).await?.map(BusinessId::from))
}

/// Applies `changes`. Returns whether the business exists.
///
/// # Errors
/// If the database fails, or rejects the name or the weight.
pub async fn update(conn: &mut PgConnection, id: BusinessId, changes: &Changes) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update businesses set name = coalesce($2, name), payouts_enabled = coalesce($3, payouts_enabled),
             weight = coalesce($4, weight)
         where id = $1",
        id.uuid(),
        changes.name.as_deref(),
        changes.payouts_enabled,
        changes.weight
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Returns the balances of a business, or `None` if the business does not exist.
///
/// # Errors
/// If the database fails.
pub async fn balances(conn: &mut PgConnection, id: BusinessId) -> Result<Option<Balances>, sqlx::Error> {
    let row = sqlx::query!(
        "select balance, payout_balance, reserve from business_accounts where business_id = $1",
        id.uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Balances {
        balance: Cents::new(row.balance),
        payout_balance: Cents::new(row.payout_balance),
        reserve: Cents::new(row.reserve),
    }))
}

/// Returns the payout balance below which the business gets the event `balance.low`.
///
/// # Errors
/// If the database fails.
pub async fn low_balance_threshold(
    conn: &mut PgConnection,
    id: BusinessId,
) -> Result<Option<Cents>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select low_balance_threshold as "threshold: Cents" from businesses where id = $1"#,
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Sets the payout balance below which the business gets the event `balance.low`. With `None` it never gets the event.
///
/// # Errors
/// If the database fails.
pub async fn set_low_balance_threshold(
    conn: &mut PgConnection,
    id: BusinessId,
    threshold: Option<Cents>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update businesses set low_balance_threshold = $2 where id = $1",
        id.uuid(),
        threshold.map(Cents::get)
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// The allocations of a business that are accepted and not yet finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The number of allocations.
    pub count: i64,
    /// The sum of their amounts.
    pub amount: Cents,
}

/// Returns how much the unfinished allocations of a business will take from its payout balance and its reserve. Batches
/// are summed by their counts, so a million queued items are not read.
///
/// # Errors
/// If the database fails.
pub async fn pending(conn: &mut PgConnection, id: BusinessId) -> Result<Pending, sqlx::Error> {
    let row = sqlx::query!(
        r#"with of_batches as (
               select b.total - b.duplicate - coalesce(p.ended, 0) as n,
                   b.total_amount - b.duplicate_amount - coalesce(p.ended_amount, 0) as amount
               from batches b
               left join lateral (
                   select sum(succeeded + failed + cancelled) as ended,
                       sum(succeeded_amount + failed_amount + cancelled_amount) as ended_amount
                   from batch_progress where business_id = b.business_id and batch_id = b.id
               ) p on true
               where b.business_id = $1 and b.finished_at is null
           ), pending as (
               select n, amount from of_batches
               union all
               select 1, amount from allocation_queue where business_id = $1 and lane = 0 and batch_id is null
               union all
               select 1, amount from allocation_deferred where business_id = $1 and batch_id is null
           )
           select coalesce(sum(n), 0)::bigint as "count!", coalesce(sum(amount), 0)::bigint as "amount!"
           from pending"#,
        id.uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(Pending { count: row.count, amount: Cents::new(row.amount) })
}
