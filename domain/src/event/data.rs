//! The data of events, field by field, as receivers get it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::types::Json;

use crate::ids::{AllocationId, BatchId, PayoutUserId};
use crate::money::Cents;

/// An allocation in the data of its event, with the same fields as in the API.
#[derive(Serialize)]
pub(crate) struct AllocationData {
    pub(crate) id: AllocationId,
    pub(crate) email: String,
    pub(crate) amount: Cents,
    pub(crate) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<Json<Box<RawValue>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) batch_id: Option<BatchId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payout_user_id: Option<PayoutUserId>,
    pub(crate) created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(crate) struct TallyData {
    pub(crate) total: i64,
    pub(crate) pending: i64,
    pub(crate) succeeded: i64,
    pub(crate) failed: i64,
    pub(crate) cancelled: i64,
    pub(crate) duplicate: i64,
}

#[derive(Serialize)]
pub(crate) struct BatchData {
    pub(crate) id: BatchId,
    pub(crate) status: &'static str,
    pub(crate) mode: &'static str,
    pub(crate) counts: TallyData,
    pub(crate) amounts: TallyData,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(crate) struct BalanceData {
    pub(crate) payout_balance: Cents,
    pub(crate) threshold: Cents,
}

#[derive(Serialize)]
pub(crate) struct PayoutUserData<'a> {
    pub(crate) id: PayoutUserId,
    pub(crate) email: &'a str,
    pub(crate) balance: Cents,
    pub(crate) status: &'static str,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) created_at: DateTime<Utc>,
}
