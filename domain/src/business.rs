//! A business: the merchant that holds a main balance and a payout balance.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::event;
use crate::ids::{BalanceMoveId, BusinessId};
use crate::money::Cents;

/// Live or test, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Real money.
    Live,
    /// Never reaches a real provider.
    Test,
}

impl Mode {
    /// As it is stored, and as a key says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    fn from_stored(text: &str) -> Self {
        if text == "live" { Self::Live } else { Self::Test }
    }
}

/// What a business is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// Its id.
    pub id: BusinessId,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// Live or test.
    pub mode: Mode,
    /// Whether new allocations are accepted.
    pub payouts_enabled: bool,
    /// How many claims in a row it has when it is its turn, 1 to [`MAX_WEIGHT`].
    pub weight: i16,
    /// Its balances.
    pub balances: Balances,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What to change of a business; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Its name, 1 to 200 characters.
    pub name: Option<String>,
    /// Whether new allocations are accepted.
    pub payouts_enabled: Option<bool>,
    /// How many claims in a row it has when it is its turn, 1 to [`MAX_WEIGHT`].
    pub weight: Option<i16>,
}

/// The most claims in a row of one business: more than half a second of work, while others wait.
pub const MAX_WEIGHT: i16 = 20;

/// The balances of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balances {
    /// The main balance.
    pub balance: Cents,
    /// What allocations are paid from.
    pub payout_balance: Cents,
    /// What all_or_nothing batches have set aside and not yet paid.
    pub reserve: Cents,
}

/// A balance of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// The main balance.
    Balance,
    /// What allocations are paid from.
    PayoutBalance,
}

/// Why money was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The account it would come from has less, or the one it would go to cannot hold it.
    #[error("the balance does not cover it")]
    Insufficient,
    /// The reference named another amount or account before.
    #[error("the reference was used with another amount or account")]
    Conflict,
    /// There is no such business.
    #[error("there is no such business")]
    NoSuchBusiness,
    /// The database failed.
    #[error("the move could not be recorded")]
    Database(#[from] sqlx::Error),
}

/// A recorded move, and whether it had been recorded before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The move's id.
    pub id: BalanceMoveId,
    /// The balances now.
    pub balances: Balances,
    /// Whether the reference had already done it.
    pub replayed: bool,
}

/// Makes a business without money.
///
/// # Errors
/// When the database fails, or refuses the name.
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

/// Up to `limit` businesses, newest first, beginning below `before`; or only the one `id`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut PgConnection,
    only: Option<BusinessId>,
    before: Option<BusinessId>,
    limit: i64,
) -> Result<Vec<Business>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select b.id, b.name, b.mode, b.payouts_enabled, b.weight, b.created_at, a.balance, a.payout_balance, a.reserve
           from businesses b join business_accounts a on a.business_id = b.id
           where ($1::uuid is null or b.id = $1) and ($2::uuid is null or b.id < $2)
           order by b.id desc limit $3"#,
        only.map(BusinessId::uuid),
        before.map(BusinessId::uuid),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Business {
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
        })
        .collect())
}

/// The business `id`, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn get(conn: &mut PgConnection, id: BusinessId) -> Result<Option<Business>, sqlx::Error> {
    Ok(list(conn, Some(id), None, 1).await?.pop())
}

/// Changes what is given. Whether there is such a business.
///
/// # Errors
/// When the database fails, or refuses the name or the weight.
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

/// The balances of a business; `None` where there is none.
///
/// # Errors
/// When the database fails.
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

/// Below which payout balance a business hears `balance.low`.
///
/// # Errors
/// When the database fails.
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

/// Sets below which payout balance a business hears `balance.low`; never with `None`.
///
/// # Errors
/// When the database fails.
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

/// What is accepted and not yet finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// How many allocations.
    pub count: i64,
    /// The sum of their amounts.
    pub amount: Cents,
}

/// What a business's allocations that are not finished will take from its payout balance and its reserve. Batches are summed by their
/// counts, so that a million queued items are not read.
///
/// # Errors
/// When the database fails.
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

/// Whether the move `id` of `business` is recorded.
///
/// # Errors
/// When the database fails.
pub async fn has_move(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BalanceMoveId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from balance_moves where business_id = $1 and id = $2) as "has!""#,
        business.uuid(),
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// An operator moves `amount` (negative: back) between the outside and `account`. Idempotent by `reference`.
///
/// # Errors
/// [`MoveError`].
pub async fn fund(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BalanceMoveId,
    account: Account,
    amount: Cents,
    reference: &str,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let of = match account {
        Account::Balance => "balance",
        Account::PayoutBalance => "payout_balance",
    };
    let (debit, credit) = if amount > Cents::ZERO { ("outside", of) } else { (of, "outside") };
    let request =
        MoveRequest { business, id, kind: "funding", account: of, amount, reference, debit, credit };
    request.carry_out(conn, now).await
}

/// The merchant moves `amount` from the main balance to the payout balance. Idempotent by `key`.
///
/// # Errors
/// [`MoveError`].
pub async fn top_up(
    conn: &mut PgConnection,
    business: BusinessId,
    id: BalanceMoveId,
    amount: Cents,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let account = "payout_balance";
    let (debit, credit) = ("balance", account);
    let request =
        MoveRequest { business, id, kind: "top_up", account, amount, reference: key, debit, credit };
    request.carry_out(conn, now).await
}

struct MoveRequest<'a> {
    business: BusinessId,
    id: BalanceMoveId,
    kind: &'static str,
    account: &'static str,
    amount: Cents,
    reference: &'a str,
    debit: &'static str,
    credit: &'static str,
}

impl MoveRequest<'_> {
    async fn carry_out(&self, conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Moved, MoveError> {
        let business = self.business;
        balances(conn, business).await?.ok_or(MoveError::NoSuchBusiness)?;
        if let Some(before) = self.find_or_record(conn, now).await? {
            let balances = balances(conn, business).await?.ok_or(MoveError::NoSuchBusiness)?;
            return Ok(Moved { id: before, balances, replayed: true });
        }
        sqlx::query!(
            "insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
             values ($1, $2, $3::text::transfer_kind, $4::text::account, $5::text::account, abs($6::bigint), $7)",
            business.uuid(),
            self.id.uuid(),
            self.kind,
            self.debit,
            self.credit,
            self.amount.get(),
            now
        )
        .execute(&mut *conn)
        .await?;
        let row = sqlx::query!(
            r#"update business_accounts set
                 balance = balance + case 'balance' when $3 then abs($2::bigint) when $4 then -abs($2) else 0 end,
                 payout_balance = payout_balance
                   + case 'payout_balance' when $3 then abs($2) when $4 then -abs($2) else 0 end
               where business_id = $1 returning balance, payout_balance, reserve"#,
            business.uuid(),
            self.amount.get(),
            self.credit,
            self.debit
        )
        .fetch_one(&mut *conn)
        .await
        .map_err(insufficient_or_database)?;
        let balances = Balances {
            balance: Cents::new(row.balance),
            payout_balance: Cents::new(row.payout_balance),
            reserve: Cents::new(row.reserve),
        };
        if self.debit == "payout_balance" {
            // A negative amount: so much more was there before.
            let before = Cents::new(row.payout_balance.saturating_add(self.amount.get().abs()));
            event::balance_moved(conn, business, before, balances.payout_balance, now).await?;
        }
        Ok(Moved { id: self.id, balances, replayed: false })
    }

    /// Records the request, or finds the move that its reference named before.
    async fn find_or_record(
        &self,
        conn: &mut PgConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<BalanceMoveId>, MoveError> {
        let recorded = sqlx::query!(
            "insert into balance_moves (business_id, id, kind, account, amount, reference, created_at)
             values ($1, $2, $3::text::transfer_kind, $4::text::account, $5, $6, $7)
             on conflict (business_id, kind, reference) do nothing",
            self.business.uuid(),
            self.id.uuid(),
            self.kind,
            self.account,
            self.amount.get(),
            self.reference,
            now
        )
        .execute(&mut *conn)
        .await?;
        if recorded.rows_affected() == 1 {
            return Ok(None);
        }
        let before = sqlx::query!(
            r#"select id, amount = $4 and account::text = $5 as "same!" from balance_moves
               where business_id = $1 and kind = $2::text::transfer_kind and reference = $3"#,
            self.business.uuid(),
            self.kind,
            self.reference,
            self.amount.get(),
            self.account
        )
        .fetch_one(conn)
        .await?;
        if before.same { Ok(Some(before.id.into())) } else { Err(MoveError::Conflict) }
    }
}

/// The CHECKs that keep a balance at or above zero, and bigint's own end, are what "insufficient" means.
fn insufficient_or_database(error: sqlx::Error) -> MoveError {
    const NUMERIC_OUT_OF_RANGE: &str = "22003";
    let code =
        error.as_database_error().and_then(|database| database.code()).unwrap_or_default().into_owned();
    match crate::db::violated_constraint(&error) {
        Some("balance_is_never_negative" | "payout_balance_is_never_negative") => MoveError::Insufficient,
        _ if code == NUMERIC_OUT_OF_RANGE => MoveError::Insufficient,
        _ => MoveError::Database(error),
    }
}
