//! Batches and commands to them, without the API in between.

use chrono::{DateTime, Utc};
use domain::allocation::NewAllocation;
use domain::batch::{self, Batch, NewBatch};
use domain::clock::consecutive;
use domain::ids::{AllocationId, BatchId, BusinessId};
use domain::money::Cents;
use domain::ring;
use domain::steering::{self, Affected, BatchOf, Command, Credential, Instruction, SteerError};

use crate::{World, eventually};

/// Accepts a batch of `items` rewards of 10 cents, each to another person.
pub async fn accept(
    w: &World,
    business: BusinessId,
    items: i32,
    scheduled_at: Option<DateTime<Utc>>,
) -> BatchId {
    let rewards: Vec<(String, i64)> = (0..items).map(|n| (format!("u{n}@example.com"), 10)).collect();
    let rewards: Vec<(&str, i64)> = rewards.iter().map(|(email, cents)| (email.as_str(), *cents)).collect();
    accept_rewards(w, business, &rewards, scheduled_at).await.0
}

/// Accepts a batch of (e-mail, cents). Returns its id, and the ids of its allocations.
pub async fn accept_rewards(
    w: &World,
    business: BusinessId,
    rewards: &[(&str, i64)],
    scheduled_at: Option<DateTime<Utc>>,
) -> (BatchId, Vec<AllocationId>) {
    let allocations: Vec<NewAllocation> = consecutive(w.clock.id())
        .zip((0..).zip(rewards))
        .map(|(id, (n, (email, cents)))| NewAllocation {
            id: id.into(),
            email: email.parse().unwrap(),
            amount: Cents::new(*cents),
            reference: None,
            metadata: None,
            item_index: Some(n),
        })
        .collect();
    let ids: Vec<AllocationId> = allocations.iter().map(|allocation| allocation.id).collect();
    let id = BatchId::from(w.clock.id());
    let new = NewBatch {
        id,
        business_id: business,
        idempotency_key: id.to_string(),
        fingerprint: [0; 32],
        request_id: w.clock.id(),
        first_allocation_id: ids[0],
        total: rewards.len().try_into().unwrap(),
        total_amount: Cents::new(rewards.iter().map(|(_, cents)| cents).sum()),
        scheduled_at,
        mode: batch::Mode::BestEffort,
    };
    let now = w.clock.now();
    let mut tx = w.pool.begin().await.unwrap();
    batch::begin(&mut tx, &new, now).await.unwrap();
    batch::record_items(&mut tx, &new, &allocations, false).await.unwrap();
    batch::complete_acceptance(&mut tx, &new, *ids.last().unwrap(), 0, 0, now).await.unwrap();
    ring::announce(&mut tx, business, now).await.unwrap();
    tx.commit().await.unwrap();
    (id, ids)
}

/// Carries out a command, or previews it.
///
/// # Errors
/// If the command is refused.
pub async fn try_command(
    w: &World,
    command: Command,
    by: Credential,
    dry_run: bool,
) -> Result<Affected, SteerError> {
    let mut tx = w.pool.begin().await.unwrap();
    let instruction = Instruction { command, by, request_id: None, dry_run };
    let affected = steering::steer(&mut tx, instruction, w.clock.id(), w.clock.now()).await?;
    tx.commit().await.unwrap();
    Ok(affected)
}

/// Carries out an operator's command, and returns how many items it touched.
pub async fn carry_out(w: &World, command: Command) -> i64 {
    try_command(w, command, Credential::Operator, false).await.unwrap().items
}

/// Previews an operator's command: how many items it would touch, and their amount in cents.
pub async fn preview(w: &World, command: Command) -> (i64, i64) {
    let affected = try_command(w, command, Credential::Operator, true).await.unwrap();
    (affected.items, affected.amount.get())
}

/// Reads the batch.
pub async fn read(w: &World, business: BusinessId, id: BatchId) -> Batch {
    let mut conn = w.pool.acquire().await.unwrap();
    batch::get(&mut conn, business, id, w.clock.now()).await.unwrap().unwrap()
}

/// Returns a reference to the batch that does not name its business.
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
