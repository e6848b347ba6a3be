//! Orders that a provider knows and that a restore has undone: recording them again with their debit, asking about
//! them, and ending them.
//!
//! Locks are taken in this order: the payout user's open orders, as [`end_listed`] locks them, and then the payout
//! user, as making an order does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::create::fingerprint_of;
use super::ending::{EndedBy, Ending};
use super::settle::{self, SettleError};
use super::{Method, Status, Withdrawal, events, read};
use crate::business;
use crate::email::Email;
use crate::ids::{BusinessId, PayoutUserId, WithdrawalId};
use crate::money::Cents;

/// The version of the UUIDs that orders have as their own ids. An id that is derived from a key has another version.
const TELLS_TIME: usize = 7;

/// The code of an unsent order whose money paid another order.
const GAVE_WAY_CODE: &str = "paid_before_restore";

/// The details of an order that its provider was given and now returns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The order's own id, if the provider knows the order under another id.
    pub order_id: Option<WithdrawalId>,
    /// The business of the payout user.
    pub business_id: BusinessId,
    /// The payout user's address.
    pub email: Email,
    /// The method by which the order is paid out.
    pub method: Method,
    /// The amount that the payout user was debited.
    pub amount: Cents,
    /// The part of the amount that is kept as a fee.
    pub fees: Cents,
    /// The part of the amount that is paid out.
    pub net_amount: Cents,
    /// The destination.
    pub destination: serde_json::Value,
}

/// The payout user whose money an order took. Its row is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// The payout user's id.
    pub id: PayoutUserId,
    /// The payout user's balance.
    pub balance: Cents,
}

/// Returns whether the business exists.
///
/// # Errors
/// If the database fails.
pub async fn is_business(conn: &mut PgConnection, id: BusinessId) -> Result<bool, sqlx::Error> {
    business::is_known(conn, id).await
}

/// Locks the payout user with the address that the provider was given, after its open orders. If the user was created
/// again since the restore, it is the same person.
///
/// # Errors
/// If the database fails.
pub async fn payer(conn: &mut PgConnection, told: &Told) -> Result<Option<Payer>, sqlx::Error> {
    sqlx::query!(
        "select from withdrawal_queue q
         join withdrawals w on w.business_id = q.business_id and w.id = q.withdrawal_id
         join payout_users u on u.business_id = w.business_id and u.id = w.payout_user_id
         where u.business_id = $1 and u.email = $2 order by q.withdrawal_id for update of q",
        told.business_id.uuid(),
        told.email.as_str()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_as!(
        Payer,
        r#"select id as "id: PayoutUserId", balance as "balance: Cents" from payout_users
           where business_id = $1 and email = $2 for no key update"#,
        told.business_id.uuid(),
        told.email.as_str()
    )
    .fetch_optional(conn)
    .await
}

/// An open order, and when it was first sent, or may have been.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// The order.
    pub order: Withdrawal,
    /// When the order was first sent; `None` if it was certainly not sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Returns the open orders of a payout user in the workers' queue, newest first. Orders that were unsent when a restore
/// was noticed may have been sent since the backup; they were marked as sent then (`domain::restore::check_history`).
///
/// # Errors
/// If the database fails.
pub async fn open(
    conn: &mut PgConnection,
    business: BusinessId,
    user: PayoutUserId,
) -> Result<Vec<Open>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select w.id as "id: WithdrawalId", q.sent_at from withdrawals w
           join withdrawal_queue q on q.business_id = w.business_id and q.withdrawal_id = w.id
           where w.business_id = $1 and w.payout_user_id = $2 and w.status in ('created', 'processing')
           order by w.id desc"#,
        business.uuid(),
        user.uuid()
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let order = read::get(conn, business, row.id).await?;
        open.extend(order.map(|order| Open { order, sent_at: row.sent_at }));
    }
    Ok(open)
}

/// Ends an order that no provider knows, because another order was paid with its money.
///
/// # Errors
/// [`SettleError`]; the transaction must then be rolled back.
pub async fn end_unsent(
    conn: &mut PgConnection,
    of: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), SettleError> {
    let ending = match of.status {
        Status::Created => Ending::Cancelled,
        // Its provider was only asked about it.
        _ => Ending::Failed {
            code: GAVE_WAY_CODE.to_owned(),
            reason: Some("An earlier withdrawal was paid with this money.".to_owned()),
        },
    };
    settle::end(conn, of.business_id, of.id, &EndedBy::Restore, &ending, now).await.map(|_| ())
}

/// Records an order that `provider` knows as `told_as`, as it was when it was sent. Debits its user, and queues it so
/// that the provider is asked about it. The balance must cover it. The order gets its former id if that is known, and
/// otherwise `new_id`.
///
/// # Errors
/// If the database fails.
pub async fn insert(
    conn: &mut PgConnection,
    (told_as, new_id): (WithdrawalId, WithdrawalId),
    provider: &str,
    payer: &Payer,
    told: &Told,
    now: DateTime<Utc>,
) -> Result<Withdrawal, sqlx::Error> {
    let (business, user) = (told.business_id.uuid(), payer.id.uuid());
    let derived = told_as.uuid().get_version_num() != TELLS_TIME;
    let id = if derived { told.order_id.unwrap_or(new_id) } else { told_as };
    sqlx::query!(
        "insert into withdrawals (business_id, id, payout_user_id, method, provider, amount, fees, net_amount,
             destination, status, fingerprint, request_id, created_at, told_as)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $2, $12, $13)",
        business,
        id.uuid(),
        user,
        told.method as Method,
        provider,
        told.amount.get(),
        told.fees.get(),
        told.net_amount.get(),
        told.destination,
        Status::Processing as Status,
        &fingerprint_of(told.method, &told.destination, told.amount)[..],
        now,
        derived.then(|| told_as.uuid())
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update payout_users set balance = balance - $3 where business_id = $1 and id = $2",
        business,
        user,
        told.amount.get()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into withdrawal_queue (business_id, withdrawal_id, provider, due_at, sent_at, attempts, calling)
         values ($1, $2, $3, $4, $4, 0, false)",
        business,
        id.uuid(),
        provider,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into transfers (business_id, subject_id, kind, debit, credit, amount, payout_user_id, created_at)
         values ($1, $2, 'withdrawal', 'payout_user', 'withdrawals', $3, $4, $5)",
        business,
        id.uuid(),
        told.amount.get(),
        user,
        now
    )
    .execute(&mut *conn)
    .await?;
    let made = read::get(conn, told.business_id, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    events::write(conn, &made, now).await?;
    Ok(made)
}

/// Ends an open order as its provider states, even if this cell has not sent it yet.
///
/// # Errors
/// [`SettleError`]; the transaction must then be rolled back.
pub async fn end_listed(
    conn: &mut PgConnection,
    of: &Withdrawal,
    ending: &Ending,
    now: DateTime<Utc>,
) -> Result<(), SettleError> {
    settle::lock(conn, of.business_id, of.id).await?;
    sqlx::query!(
        "update withdrawals set status = $3 where business_id = $1 and id = $2 and status = $4",
        of.business_id.uuid(),
        of.id.uuid(),
        Status::Processing as Status,
        Status::Created as Status
    )
    .execute(&mut *conn)
    .await?;
    let by = EndedBy::Provider(of.provider.clone());
    settle::end(conn, of.business_id, of.id, &by, ending, now).await.map(|_| ())
}
