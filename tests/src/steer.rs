//! Batches and orders to them, without the api in between.

use chrono::{DateTime, Utc};
use domain::allocation::NewAllocation;
use domain::batch::{self, Batch, NewBatch};
use domain::ids::{AllocationId, BatchId, BusinessId};
use domain::money::Cents;
use domain::queue;
use domain::steering::{self, BatchOf, Credential, Given, Order, SteerError, Touched};

use crate::{World, eventually};

/// Accepts a batch of `items` rewards of 10 cents, to different people.
pub async fn accept(
    w: &World,
    business: BusinessId,
    items: i32,
    scheduled_at: Option<DateTime<Utc>>,
) -> BatchId {
    let allocations: Vec<NewAllocation> = (0..items)
        .map(|n| NewAllocation {
            id: w.clock.id().into(),
            email: format!("u{n}@example.com").parse().unwrap(),
            amount: Cents::new(10),
            reference: None,
            metadata: None,
            item_index: Some(n),
        })
        .collect();
    let id = BatchId::from(w.clock.id());
    let new = NewBatch {
        id,
        business_id: business,
        idempotency_key: id.to_string(),
        fingerprint: [0; 32],
        request_id: w.clock.id(),
        first_allocation_id: allocations[0].id,
        total: items.into(),
        total_amount: Cents::new(10 * i64::from(items)),
        scheduled_at,
        mode: batch::Mode::BestEffort,
    };
    let last: AllocationId = allocations.last().unwrap().id;
    let now = w.clock.now();
    let mut tx = w.pool.begin().await.unwrap();
    batch::begin(&mut tx, &new, now).await.unwrap();
    batch::record_items(&mut tx, &new, &allocations).await.unwrap();
    batch::complete_acceptance(&mut tx, &new, last, 0, 0, now).await.unwrap();
    queue::announce(&mut tx, business, now).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Gives an order, or previews it.
///
/// # Errors
/// When it is refused.
pub async fn given(w: &World, order: Order, by: Credential, dry_run: bool) -> Result<Touched, SteerError> {
    let mut tx = w.pool.begin().await.unwrap();
    let given = Given { order, by, request_id: None, dry_run };
    let touched = steering::steer(&mut tx, given, w.clock.id(), w.clock.now()).await?;
    tx.commit().await.unwrap();
    Ok(touched)
}

/// An operator's order; how many items it touched.
pub async fn order(w: &World, order: Order) -> i64 {
    given(w, order, Credential::Operator, false).await.unwrap().items
}

/// How many items an operator's order would touch, and their amount in cents.
pub async fn preview(w: &World, order: Order) -> (i64, i64) {
    let touched = given(w, order, Credential::Operator, true).await.unwrap();
    (touched.items, touched.amount.get())
}

/// The batch as it is.
pub async fn read(w: &World, business: BusinessId, id: BatchId) -> Batch {
    let mut conn = w.pool.acquire().await.unwrap();
    batch::get(&mut conn, business, id, w.clock.now()).await.unwrap().unwrap()
}

/// The batch, whosever it is.
pub fn of(id: BatchId) -> BatchOf {
    BatchOf { id, business: None }
}

/// Waits until the batch has finished.
pub async fn finished(w: &World, business: BusinessId, id: BatchId) -> Batch {
    eventually("the batch has finished", async || {
        Some(read(w, business, id).await).filter(|batch| batch.finished_at.is_some())
    })
    .await
}
