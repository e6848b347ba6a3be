//! Steering: pauses, resumes and throttles everything, a business or a batch, cancels the pending items of a batch, and
//! retries its failed items.
//!
//! A command changes a few rows, however many items it affects, and claims look at those rows. Every command reports
//! how many items it affects, whether it is carried out or only previewed. A command that is carried out leaves an
//! audit row in the same transaction.
//!
//! A command to a batch waits for the business's account, which a claim holds from before it looks at the batch until
//! its commit ([`crate::queue::own`]). So the command falls between two claims: once a batch is paused or cancelled,
//! none of its items is paid, and the number of items that the command reports is exact.
//!
//! A pause of everything or of a business does not wait for claims, and claims in flight still pay. A throttle of a
//! business waits for its claim in flight.
//!
//! Locks are taken in this order: ring row, account, the lock of what goes out ([`crate::outgoing`]), pauses,
//! throttles, batches, batch_releases, the items.

mod audit;
mod command;
mod in_force;
mod one_batch;
mod outgoing;
mod pauses;
mod rates;
mod standing;

pub use audit::{
    AuditContext, Entry, MemberAction, accepted_with, is_recorded, list, list_of, member_changed,
    rates_at_acceptance,
};
pub(crate) use audit::{relocated, restored};
pub use command::{
    Affected, BatchOf, Command, Credential, Instruction, Orders, Outgoing, SteerError, Target,
};
pub use in_force::{InForce, Oldest, businesses_held, held_since, in_force, oldest, switched_off};
pub use standing::{Hold, Standing, Subject, holds, standing};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use self::rates::throttle_to;
use crate::business::{self, Changes};
use crate::ids::{AllocationId, ApiKeyId, BusinessId, MemberId};
use crate::queue;
use crate::ring;
use crate::withdrawal::Withdrawal;

/// Carries out or previews `instruction`. `audit_id` becomes the id of its audit row. A command whose effect is already
/// there is not an error, and affects no item.
///
/// # Errors
/// [`SteerError`]. The caller must then roll back the transaction.
pub async fn steer(
    conn: &mut PgConnection,
    instruction: Instruction,
    audit_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    let (affected, business, batch) = match &instruction.command {
        Command::Pause(target)
        | Command::Resume(target)
        | Command::Throttle(target, _)
        | Command::Unthrottle(target) => match *target {
            Target::All => (everything(conn, &instruction, None, now).await?, None, None),
            Target::Business(id) => {
                if business::get(conn, id).await?.is_none() {
                    return Err(SteerError::NoSuchBusiness);
                }
                (everything(conn, &instruction, Some(id), now).await?, Some(id), None)
            }
            Target::Batch(of) => one_batch::steer(conn, &instruction, of, now).await?,
        },
        Command::Cancel(of) | Command::Retry(of) => one_batch::steer(conn, &instruction, *of, now).await?,
        Command::PauseOutgoing(of) | Command::ResumeOutgoing(of) => {
            (outgoing::steer(conn, &instruction, of, now).await?, None, None)
        }
    };
    if !instruction.dry_run {
        audit::write(conn, &Entry::of(&instruction, audit_id, business, batch, affected, now)).await?;
    }
    Ok(affected)
}

/// Changes a business ([`business::update`]). A business whose payouts are switched off is held as if it were paused.
/// Returns false if this cell has no such business.
///
/// # Errors
/// [`SteerError::SwitchedOffByOperator`], or when the database fails or rejects the name or the weight, or when the
/// business is held for its move to another cell.
pub async fn change(
    conn: &mut PgConnection,
    id: BusinessId,
    changes: &Changes,
    done: AuditContext,
) -> Result<bool, SteerError> {
    if business::served(conn, Some(id)).await?.is_none() {
        return Ok(false);
    }
    if changes.payouts_enabled == Some(false) {
        crate::outgoing::lock(conn).await?;
    }
    if changes.payouts_enabled == Some(true) && done.by.is_of_the_business() {
        pauses::lock_switch(conn, id).await?;
        if switched_off_by_operator(conn, id).await? {
            return Err(SteerError::SwitchedOffByOperator);
        }
    }
    let changed = business::update(conn, id, changes).await?;
    if changed {
        if changes.payouts_enabled == Some(false) {
            pauses::switched_by(conn, id, done.by).await?;
        }
        audit::changed(conn, id, changes, done).await?;
    }
    Ok(changed)
}

/// Sets whether this cell is given new businesses. If that is a change, it leaves an audit row.
///
/// # Errors
/// When the database fails.
pub async fn set_cell_intake(
    conn: &mut PgConnection,
    given: bool,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    let changed = sqlx::query!("update cell set takes_businesses = $1 where takes_businesses <> $1", given);
    if changed.execute(&mut *conn).await?.rows_affected() == 1 {
        audit::cell_intake_changed(conn, given, done).await?;
    }
    Ok(())
}

/// Returns whether an operator, and not a member or a key of the business, switched off its payouts. A business that
/// was created with its payouts off was switched off by no one.
///
/// # Errors
/// When the database fails.
pub async fn switched_off_by_operator(
    conn: &mut PgConnection,
    business: BusinessId,
) -> Result<bool, sqlx::Error> {
    let by = pauses::find_who_switched_off(conn, business).await?;
    Ok(by.is_some_and(|by| by.parse::<MemberId>().is_err() && by.parse::<ApiKeyId>().is_err()))
}

/// Queues a parked allocation again ([`queue::retry_dead`]) and announces that its business has work. Returns false if
/// it is not parked, or its batch is cancelled.
///
/// # Errors
/// When the database fails, or when the business is held for its move to another cell.
pub async fn retry_dead(
    conn: &mut PgConnection,
    id: AllocationId,
    done: AuditContext,
) -> Result<bool, sqlx::Error> {
    let Some((business, amount)) = queue::retry_dead(conn, id, done.now).await? else { return Ok(false) };
    audit::retried(conn, business, id, amount, done).await?;
    ring::announce(conn, business, done.now).await?;
    Ok(true)
}

/// Records in the audit that a person ended the withdrawal `of` ([`crate::withdrawal::settle::end`]), in the same
/// transaction.
///
/// # Errors
/// When the database fails.
pub async fn record_withdrawal_ended(
    conn: &mut PgConnection,
    of: &Withdrawal,
    done: AuditContext,
) -> Result<(), sqlx::Error> {
    audit::withdrawal_ended(conn, of, done).await
}

/// Pauses, resumes or throttles all businesses, or one, or removes the throttle.
async fn everything(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: Option<BusinessId>,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    let key = pauses::Key { business, batch: None };
    let steers_orders = matches!(instruction.command, Command::Pause(_) | Command::Resume(_));
    let changes = match instruction.command {
        Command::Throttle(_, rates) => {
            throttle_to(conn, instruction, (business, None), Some(rates), now).await?
        }
        Command::Unthrottle(_) => throttle_to(conn, instruction, (business, None), None, now).await?,
        Command::Pause(_) if instruction.dry_run => pauses::find(conn, key).await?.is_none(),
        Command::Pause(_) => {
            crate::outgoing::lock(conn).await?;
            pauses::insert(conn, key, instruction.by, now).await?
        }
        _ if instruction.dry_run => pauses::find(conn, key).await?.is_some(),
        _ => pauses::remove(conn, key).await?,
    };
    if !changes {
        return Ok(Affected::NOTHING);
    }
    let pending = pauses::pending(conn, business).await?;
    let orders = if steers_orders { Some(outgoing::orders(conn, business, None, None).await?) } else { None };
    Ok(Affected { orders, ..pending })
}
