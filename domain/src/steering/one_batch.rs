//! Orders to a batch, which wait for its business's account.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{BatchOf, Credential, Given, Order, SteerError, Touched, audit, pauses, throttle_to};
use crate::allocation::again;
use crate::batch::{self, Batch};
use crate::ids::{BatchId, BusinessId};
use crate::money::Cents;
use crate::queue::{Released, apply, release};
use crate::throttle::{self, Rates};

pub(super) type Steered = (Touched, Option<BusinessId>, Option<BatchId>);

pub(super) async fn steer(
    conn: &mut PgConnection,
    given: &Given,
    of: BatchOf,
    now: DateTime<Utc>,
) -> Result<Steered, SteerError> {
    let owner =
        batch::business_of(conn, of.id).await?.filter(|owner| of.business.is_none_or(|it| it == *owner));
    let business = owner.ok_or(SteerError::NoSuchBatch)?;
    apply::payout_balance(conn, business).await?;
    let batch = batch::get(conn, business, of.id, now).await?.ok_or(SteerError::NoSuchBatch)?;
    let touched = match given.order {
        Order::Pause(_) => pause(conn, given, business, &batch, now).await?,
        Order::Resume(_) => resume(conn, given, business, &batch).await?,
        Order::Cancel(_) => cancel(conn, given, business, &batch, now).await?,
        Order::Retry(_) => retry(conn, given, business, &batch, now).await?,
        Order::Throttle(_, rates) => throttle_batch(conn, given, business, &batch, Some(rates), now).await?,
        Order::Unthrottle(_) => throttle_batch(conn, given, business, &batch, None, now).await?,
        // Nothing of a batch goes out by itself.
        Order::Hold(_) | Order::LetGo(_) => Touched::NOTHING,
    };
    Ok((touched, Some(business), Some(batch.id)))
}

async fn throttle_batch(
    conn: &mut PgConnection,
    given: &Given,
    business: BusinessId,
    batch: &Batch,
    rates: Option<Rates>,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    if rates.is_some() && batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    if rates.is_some() && batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    let of = (Some(business), Some(batch.id));
    if matches!(given.by, Credential::ApiKey(_))
        && let Some(found) = throttle::find(conn, of).await?
        && !audit::throttled_by_key(conn, batch.id, found.changed_at).await?
    {
        return Err(SteerError::ThrottledByOperator);
    }
    let changes = throttle_to(conn, given, of, rates, now).await?;
    Ok(if changes { Touched::pending(batch) } else { Touched::NOTHING })
}

async fn pause(
    conn: &mut PgConnection,
    given: &Given,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    if batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    if batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
    let changes = if given.dry_run {
        pauses::find(conn, key).await?.is_none()
    } else {
        pauses::insert(conn, key, given.by, now).await?
    };
    Ok(if changes { Touched::pending(batch) } else { Touched::NOTHING })
}

async fn resume(
    conn: &mut PgConnection,
    given: &Given,
    business: BusinessId,
    batch: &Batch,
) -> Result<Touched, SteerError> {
    let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
    let Some(pause) = pauses::find(conn, key).await? else { return Ok(Touched::NOTHING) };
    if pause.by_operator && matches!(given.by, Credential::ApiKey(_)) {
        return Err(SteerError::PausedByOperator);
    }
    if !given.dry_run {
        pauses::remove(conn, key).await?;
    }
    Ok(Touched::pending(batch))
}

async fn cancel(
    conn: &mut PgConnection,
    given: &Given,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    if batch.cancelled_at.is_some() {
        return Ok(Touched::NOTHING);
    }
    if batch.finished_at.is_some() {
        return Err(SteerError::Finished);
    }
    if !given.dry_run {
        let key = pauses::Key { business: Some(business), batch: Some(batch.id) };
        // What holds it would only hold up its end.
        pauses::remove(conn, key).await?;
        throttle::clear(conn, (Some(business), Some(batch.id))).await?;
        batch::mark_cancelled(conn, business, batch.id, now).await?;
        release::cancel(conn, business, batch.id, Released::Failed).await?;
        release::begin(conn, business, batch.id, Released::Deferred, now).await?;
    }
    Ok(Touched::pending(batch))
}

async fn retry(
    conn: &mut PgConnection,
    given: &Given,
    business: BusinessId,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<Touched, SteerError> {
    if batch.cancelled_at.is_some() {
        return Err(SteerError::Cancelled);
    }
    let (elsewhere, amount) = again::superseded(conn, business, batch.id).await?;
    let touched = Touched::of(batch.counts.failed - elsewhere, Cents::new(batch.amounts.failed - amount));
    if !given.dry_run && touched.items > 0 {
        release::begin(conn, business, batch.id, Released::Failed, now).await?;
    }
    Ok(touched)
}
