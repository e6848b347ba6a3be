//! Moves of money between a business's balances, or between a balance and the outside. A reference makes each move
//! happen once.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::events::balance_moved;
use super::{Balances, balances, served};
use crate::ids::{BalanceMoveId, BusinessId};
use crate::money::Cents;

/// A balance of a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// The main balance.
    Balance,
    /// The payout balance, from which allocations are paid.
    PayoutBalance,
}

/// Why money was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The source has less than the amount, or the target would overflow.
    #[error("the balance does not cover the amount")]
    Insufficient,
    /// The reference or key has already made another move. The text names it as the client does.
    #[error("the {0} was already used with another amount or account: use a new one to move money again")]
    Conflict(&'static str),
    /// The business does not exist.
    #[error("there is no such business: see `payout business list`")]
    NoSuchBusiness,
    /// The database failed.
    #[error("the move could not be recorded")]
    Database(#[from] sqlx::Error),
}

/// A recorded move, and whether it is a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The move's id.
    pub id: BalanceMoveId,
    /// The balances after the move, or the present ones if it is a replay.
    pub balances: Balances,
    /// Whether an earlier request with the same reference made the move.
    pub replayed: bool,
}

/// Returns whether the move `id` of `business` is recorded.
///
/// # Errors
/// If the database fails.
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

/// Moves `amount` from the outside to `account`, on behalf of an operator. A negative amount moves money back.
/// Idempotent by `reference`.
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
    served(conn, Some(business)).await?.ok_or(MoveError::NoSuchBusiness)?;
    let request = MoveRequest {
        business,
        id,
        kind: "funding",
        account: of,
        amount,
        reference,
        once_by: "reference",
        debit,
        credit,
    };
    request.carry_out(conn, now).await
}

/// Moves `amount` from the main balance to the payout balance, on behalf of the merchant. Idempotent by `key`.
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
    let request = MoveRequest {
        business,
        id,
        kind: "top_up",
        account,
        amount,
        reference: key,
        once_by: "Idempotency-Key",
        debit,
        credit,
    };
    request.carry_out(conn, now).await
}

struct MoveRequest<'a> {
    business: BusinessId,
    id: BalanceMoveId,
    kind: &'static str,
    account: &'static str,
    amount: Cents,
    reference: &'a str,
    /// What the client calls `reference`.
    once_by: &'static str,
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
            // The amount may be negative; the balance before was higher by its absolute value.
            let before = Cents::new(row.payout_balance.saturating_add(self.amount.get().abs()));
            balance_moved(conn, business, before, balances.payout_balance, now).await?;
        }
        Ok(Moved { id: self.id, balances, replayed: false })
    }

    /// Records the request, or returns the move that its reference made before.
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
        if before.same { Ok(Some(before.id.into())) } else { Err(MoveError::Conflict(self.once_by)) }
    }
}

/// Maps a database error. A violated CHECK that keeps a balance at or above zero means "insufficient", and so does an
/// overflow of bigint.
fn insufficient_or_database(error: sqlx::Error) -> MoveError {
    const NUMERIC_OUT_OF_RANGE: &str = "22003";
    let code =
        error.as_database_error().and_then(|database| database.code()).unwrap_or_default().into_owned();
    match crate::platform::db::violated_constraint(&error) {
        Some("balance_is_never_negative" | "payout_balance_is_never_negative") => MoveError::Insufficient,
        _ if code == NUMERIC_OUT_OF_RANGE => MoveError::Insufficient,
        _ => MoveError::Database(error),
    }
}
