//! `/v1/allocations`: allocations and their outcomes.

pub mod create;
pub mod get;
pub mod list;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::allocation::{self, Status};
use domain::email::Email;
use domain::held::{self, Held, HeldBy};
use domain::ids::{AllocationId, BatchId, BusinessId, PayoutUserId};
use domain::money::Cents;
use futures::FutureExt;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::refusal::Refusal;

/// An allocation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Allocation {
    /// The allocation's id, `alc_…`.
    #[schema(value_type = String)]
    pub id: AllocationId,
    /// The payout user's normalised e-mail address.
    #[schema(value_type = String)]
    pub email: Email,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    pub amount: Cents,
    /// The status: `pending`, `succeeded`, `failed` or `cancelled`.
    pub status: &'static str,
    /// What keeps the allocation from being paid at this moment: `business_disabled` (payouts of the business are
    /// switched off), `pause`, `schedule` or `throttle`. Absent if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<&'static str>,
    /// Why the allocation was not paid: `insufficient_funds`, `internal_error` or `cancelled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The client's reference for the allocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The metadata that the client sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
    /// The batch that the allocation belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub batch_id: Option<BatchId>,
    /// The payout user who was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub payout_user_id: Option<PayoutUserId>,
    /// When the allocation was accepted.
    pub created_at: DateTime<Utc>,
    /// When the allocation ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<allocation::Allocation> for Allocation {
    fn from(of: allocation::Allocation) -> Self {
        Self {
            id: of.id,
            email: of.email,
            amount: of.amount,
            status: of.status.as_str(),
            held_by: None,
            code: of.code,
            reference: of.reference,
            metadata: of.metadata,
            batch_id: of.batch_id,
            payout_user_id: of.payout_user_id,
            created_at: of.created_at,
            finished_at: of.finished_at,
        }
    }
}

impl Allocation {
    /// Returns the allocation with what holds it, if it is pending.
    pub fn shown(of: allocation::Allocation, held: &Held) -> Self {
        let held_by = held.of(of.batch_id).filter(|_| of.status == Status::Pending);
        Self { held_by: held_by.map(HeldBy::as_str), ..Self::from(of) }
    }
}

/// Looks up what holds the pending allocations of `rows`.
async fn find_holds(
    app: &App,
    business: BusinessId,
    rows: &[allocation::Allocation],
) -> Result<Held, Refusal> {
    let pending = rows.iter().filter(|row| row.status == Status::Pending);
    let batches: BTreeSet<Option<BatchId>> = pending.map(|row| row.batch_id).collect();
    if batches.is_empty() {
        return Ok(Held::default());
    }
    let batches: Vec<BatchId> = batches.into_iter().flatten().collect();
    let now = app.clock.now();
    let held = app.read(move |conn| async move { held::held(conn, business, &batches, now).await }.boxed());
    Ok(held.await?)
}
