//! GET /admin/audit: who steered what, and how.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{AllocationId, BatchId, BusinessId, WithdrawalId};
use domain::money::Cents;
use domain::steering;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// An order that was carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    id: Uuid,
    done_at: DateTime<Utc>,
    credential: String,
    action: String,
    scope: String,
    /// The method or the provider, or the address of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// Of a parked allocation that was queued again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    allocation_id: Option<AllocationId>,
    /// Of a withdrawal that an operator approved or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    withdrawal_id: Option<WithdrawalId>,
    /// Of a business that was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payouts_enabled: Option<bool>,
    /// Of a member that was invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Of a business that has moved: the cell that it left for, or arrived from.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_cell: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_per_second: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_cents_per_second: Option<i64>,
    /// When its items become ready, of a batch that was scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_at: Option<DateTime<Utc>>,
    items: i64,
    #[schema(value_type = i64)]
    amount: Cents,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    request_id: Option<Uuid>,
}

/// The orders, newest first.
///
/// Each order that was carried out has left a row in the same transaction: what it was about, how many items and cents,
/// and by which credential it was given (an API key, the operators' token, or a database user of the commands).
#[utoipa::path(
    get, path = "/admin/audit", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Entry>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<Uuid>,
) -> Result<ListAnswer<Entry>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| steering::list(conn, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.id, Entry::from))
}

impl From<steering::Entry> for Entry {
    fn from(of: steering::Entry) -> Self {
        Self {
            id: of.id,
            done_at: of.done_at,
            credential: of.credential,
            action: of.action,
            scope: of.scope,
            name: of.name,
            business_id: of.business_id,
            batch_id: of.batch_id,
            allocation_id: of.allocation_id,
            withdrawal_id: of.withdrawal_id,
            weight: of.weight,
            payouts_enabled: of.payouts_enabled,
            role: of.role,
            other_cell: of.other_cell,
            max_per_second: of.max_per_second,
            max_cents_per_second: of.max_cents_per_second,
            scheduled_at: of.scheduled_at,
            items: of.items,
            amount: of.amount,
            request_id: of.request_id,
        }
    }
}
