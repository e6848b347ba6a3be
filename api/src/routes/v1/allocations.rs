//! `/v1/allocations`: what was asked for, and what became of it.

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

/// An allocation as its merchant sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Allocation {
    /// `alc_…`
    #[schema(value_type = String)]
    pub id: AllocationId,
    /// Who is paid: the normalised address.
    #[schema(value_type = String)]
    pub email: Email,
    /// Cents.
    #[schema(value_type = i64)]
    pub amount: Cents,
    /// `pending`, `succeeded`, `failed` or `cancelled`
    pub status: &'static str,
    /// What keeps it from being paid at this moment: `pause`, `throttle` or `schedule`; absent when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<&'static str>,
    /// Why it failed, `insufficient_funds` or `internal_error`, or `cancelled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The client's own key for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the client sent along.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
    /// The batch it is an item of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub batch_id: Option<BatchId>,
    /// Who was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub payout_user_id: Option<PayoutUserId>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When it ended.
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
    /// The allocation, with what holds it if it is pending.
    pub fn shown(of: allocation::Allocation, held: &Held) -> Self {
        let held_by = held.of(of.batch_id).filter(|_| of.status == Status::Pending);
        Self { held_by: held_by.map(HeldBy::as_str), ..Self::from(of) }
    }
}

/// What holds those of `rows` that are pending.
async fn what_holds(
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
