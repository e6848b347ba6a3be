//! Commands to a batch. They wait for the account of its business.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::command::{Affected, BatchOf, Command, Instruction, SteerError};
use super::rates::throttle_to;
use super::{audit, pauses};
use crate::allocation::again;
use crate::batch::{self, Batch};
use crate::business;
use crate::ids::{BatchId, BusinessId};
use crate::money::Cents;
use crate::queue::{Released, release};
use crate::throttle::{self, Rates};

pub(super) type Steered = (Affected, Option<BusinessId>, Option<BatchId>);

pub(super) async fn steer(
    conn: &mut PgConnection,
    instruction: &Instruction,
    of: BatchOf,
    now: DateTime<Utc>,
) -> Result<Steered, SteerError> {
    let owner =
        batch::business_of(conn, of.id).await?.filter(|owner| of.business.is_none_or(|it| it == *owner));
    let business = business::served(conn, owner).await?.ok_or(SteerError::NoSuchBatch)?;
    business::lock_account(conn, business).await?;
    let batch = batch::get(conn, business, of.id, now).await?.ok_or(SteerError::NoSuchBatch)?;
    let affected = match instruction.command {
        Command::Pause(_) => pause(conn, instruction, business, &batch, now).await?,
        Command::Resume(_) => resume(conn, instruction, business, &batch).await?,
        Command::Cancel(_) => cancel(conn, instruction, business, &batch, now).await?,
        Command::Retry(_) => retry(conn, instruction, business, &batch, now).await?,
        Command::Throttle(_, rates) => {
            throttle_batch(conn, instruction, business, &batch, Some(rates), now).await?
        }
        Command::Unthrottle(_) => throttle_batch(conn, instruction, business, &batch, None, now).await?,
        // A batch sends nothing to the outside.
        Command::PauseOutgoing(_) | Command::ResumeOutgoing(_) => Affected::NOTHING,
    };
    Ok((affected, Some(business), Some(batch.id)))
}

async fn throttle_batch(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: BusinessId,
    batch: &Batch,
    rates: Option<Rates>,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    if rates.is_some() && batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    if rates.is_some() && batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    let of = (Some(business), Some(batch.id));
    if instruction.by.is_of_the_business()
        && let Some(found) = throttle::find(conn, of).await?
        && !audit::throttled_by_the_business(conn, batch.id, found.changed_at).await?
    {
        return Err(SteerError::ThrottledByOperator);
    }
    let changes = throttle_to(conn, instruction, of, rates, now).await?;
    Ok(if changes { Affected::pending(batch) } else { Affected::NOTHING })
}

async fn pause(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    if batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    if batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
    let changes = if instruction.dry_run {
        pauses::find(conn, key).await?.is_none()
    } else {
        pauses::insert(conn, key, instruction.by, now).await?
    };
    Ok(if changes { Affected::pending(batch) } else { Affected::NOTHING })
}

async fn resume(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: BusinessId,
    batch: &Batch,
) -> Result<Affected, SteerError> {
    let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
    let Some(pause) = pauses::find(conn, key).await? else { return Ok(Affected::NOTHING) };
    if pause.by_operator && instruction.by.is_of_the_business() {
        return Err(SteerError::PausedByOperator);
    }
    if !instruction.dry_run {
        pauses::remove(conn, key).await?;
    }
    Ok(Affected::pending(batch))
}

async fn cancel(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    if batch.cancelled_at.is_some() {
        return Ok(Affected::NOTHING);
    }
    if batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    if !instruction.dry_run {
        let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
        // A pause or a throttle would only delay the end of the items.
        pauses::remove(conn, key).await?;
        throttle::clear(conn, (Some(business), Some(batch.id))).await?;
        batch::mark_cancelled(conn, business, batch.id, now).await?;
        release::cancel_release(conn, business, batch.id, Released::Failed).await?;
        release::begin(conn, business, batch.id, Released::Deferred, now).await?;
    }
    Ok(Affected::pending(batch))
}

async fn retry(
    conn: &mut PgConnection,
    instruction: &Instruction,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Affected, SteerError> {
    if batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    let (elsewhere, amount) = again::superseded(conn, business, batch.id).await?;
    let affected = Affected::of(batch.counts.failed - elsewhere, Cents::new(batch.amounts.failed - amount));
    if affected.items == 0 {
        return Ok(Affected::NOTHING);
    }
    if !instruction.dry_run {
        release::begin(conn, business, batch.id, Released::Failed, now).await?;
    }
    Ok(affected)
}
