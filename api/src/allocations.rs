//! `/v1/allocations`: what was asked for, and what became of it.

pub mod create;
pub mod get;
pub mod list;
mod read_body;

use chrono::{DateTime, Utc};
use domain::allocation::{self, Status};
use domain::email::Email;
use domain::ids::{AllocationId, BatchId, PayoutUserId};
use domain::money::Cents;
use serde::Serialize;
use utoipa::ToSchema;

/// What is said to a request whose reference names another payment: what that is, and the way on.
pub fn reference_taken(id: AllocationId, amount: Cents, status: Status) -> String {
    format!(
        "The reference names {id} already: {} cents, {}, with another email or amount. A reference stands for one amount to \
         one address: give what differs a new one.",
        amount.get(),
        status.as_str()
    )
}

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
    /// Why it failed: `insufficient_funds` or `internal_error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The client's own key for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the client sent along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Value>,
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
