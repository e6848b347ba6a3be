//! Ending an order: one transaction records the ending and moves the money. Repeated and late attempts change nothing,
//! because the update compares the status and counts the rows, and the ledger has one place for each movement of an
//! order.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::ending::{EndedBy, Ending};
use super::{MANUAL, Status, Withdrawal, events, read};
use crate::ids::{BusinessId, WithdrawalId};
use crate::money::Cents;
use crate::outgoing;

/// Why an order did not end.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no order with this id that the caller may end.
    #[error("no such withdrawal")]
    NoSuchWithdrawal,
    /// The order's status does not allow this ending, or another party has to end it.
    #[error("the withdrawal has the status {}", .0.as_str())]
    NotPermitted(Status),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

/// Ends the order `id` of `business`, and returns it as it is afterwards.
///
/// # Errors
/// [`SettleError`]; the transaction must then be rolled back, and nothing has changed.
pub async fn end(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
    by: &EndedBy,
    ending: &Ending,
    now: DateTime<Utc>,
) -> Result<Withdrawal, SettleError> {
    let sent = lock(conn, business, id).await?;
    let found = read::get(conn, business, id).await?.ok_or(SettleError::NoSuchWithdrawal)?;
    may_end(&found, by)?;
    // While a restore is held, an order that counts as unsent may have been sent before the restore.
    if matches!(by, EndedBy::PayoutUser(_)) && (sent || outgoing::is_held(conn).await?) {
        return Err(SettleError::NotPermitted(found.status));
    }
    let (from, to) = (found.status, ending.status());
    if !from.may_become(to) {
        return Err(SettleError::NotPermitted(from));
    }
    let ended = sqlx::query!(
        "update withdrawals set status = $4, code = $5, reason = $6,
             provider_reference = coalesce($7, provider_reference), finished_at = $8
         where business_id = $1 and id = $2 and status = $3",
        business.uuid(),
        id.uuid(),
        from as Status,
        to as Status,
        ending.code(),
        ending.reason(),
        ending.reference(),
        now
    )
    .execute(&mut *conn)
    .await?;
    if ended.rows_affected() != 1 {
        return Err(SettleError::NotPermitted(from));
    }
    sqlx::query!(
        "delete from withdrawal_queue where business_id = $1 and withdrawal_id = $2",
        business.uuid(),
        id.uuid()
    )
    .execute(&mut *conn)
    .await?;
    if to == Status::Succeeded {
        pay_out(conn, &found, now).await?;
    } else {
        return_money(conn, &found, now).await?;
    }
    let withdrawal = read::get(conn, business, id).await?.ok_or(SettleError::NoSuchWithdrawal)?;
    events::write(conn, &withdrawal, now).await?;
    Ok(withdrawal)
}

/// Returns whether the order has this status, for callers who lost the reply to a COMMIT.
///
/// # Errors
/// If the database fails.
pub async fn has_status(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
    status: Status,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from withdrawals where business_id = $1 and id = $2 and status = $3) as "stands!""#,
        business.uuid(),
        id.uuid(),
        status as Status
    )
    .fetch_one(conn)
    .await
}

/// Locks the queue row, if the order has one, and then the order. Returns whether the order may have been sent, as far
/// as the queue knows.
pub(super) async fn lock(
    conn: &mut PgConnection,
    business: BusinessId,
    id: WithdrawalId,
) -> Result<bool, sqlx::Error> {
    let sent = sqlx::query_scalar!(
        r#"select sent_at is not null as "sent!" from withdrawal_queue
           where business_id = $1 and withdrawal_id = $2 for update"#,
        business.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    sqlx::query!(
        "select from withdrawals where business_id = $1 and id = $2 for no key update",
        business.uuid(),
        id.uuid()
    )
    .execute(conn)
    .await?;
    Ok(sent.unwrap_or(false))
}

fn may_end(found: &Withdrawal, by: &EndedBy) -> Result<(), SettleError> {
    match by {
        EndedBy::Provider(name) if found.provider == *name => Ok(()),
        EndedBy::PayoutUser(user) if found.payout_user_id == *user => Ok(()),
        EndedBy::Person if found.provider == MANUAL => Ok(()),
        EndedBy::Restore => Ok(()),
        EndedBy::Person => Err(SettleError::NotPermitted(found.status)),
        EndedBy::Provider(_) | EndedBy::PayoutUser(_) => Err(SettleError::NoSuchWithdrawal),
    }
}

async fn pay_out(conn: &mut PgConnection, of: &Withdrawal, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
         values ($1, $2, 'payout', 'withdrawals', 'outside', $3, $4)",
        of.business_id.uuid(),
        of.id.uuid(),
        of.net_amount.get(),
        now
    )
    .execute(&mut *conn)
    .await?;
    if of.fees == Cents::ZERO {
        return Ok(());
    }
    sqlx::query!(
        "insert into transfers (business_id, subject_id, kind, debit, credit, amount, created_at)
         values ($1, $2, 'fee', 'withdrawals', 'fees', $3, $4)",
        of.business_id.uuid(),
        of.id.uuid(),
        of.fees.get(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn return_money(
    conn: &mut PgConnection,
    of: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let given = sqlx::query!(
        "update payout_users set balance = balance + $3 where business_id = $1 and id = $2",
        of.business_id.uuid(),
        of.payout_user_id.uuid(),
        of.amount.get()
    )
    .execute(&mut *conn)
    .await?;
    if given.rows_affected() != 1 {
        return Err(sqlx::Error::RowNotFound);
    }
    sqlx::query!(
        "insert into transfers (business_id, subject_id, kind, debit, credit, amount, payout_user_id, created_at)
         values ($1, $2, 'withdrawal_return', 'withdrawals', 'payout_user', $3, $4, $5)",
        of.business_id.uuid(),
        of.id.uuid(),
        of.amount.get(),
        of.payout_user_id.uuid(),
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}
