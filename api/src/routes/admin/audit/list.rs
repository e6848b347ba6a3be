//! GET /admin/audit: which commands were given, and by whom.

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

/// A command that was carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    /// The entry's id. Ids increase with time.
    id: Uuid,
    /// When the command was carried out.
    done_at: DateTime<Utc>,
    /// Who gave the command: `operator`, `cli:` and a database user, `worker`, or the id of an API key or a member.
    credential: String,
    /// What was done.
    action: String,
    /// The kind of target.
    scope: String,
    /// The method or the provider, or the e-mail address of a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The business that the command was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch that the command was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The parked allocation that was queued again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    allocation_id: Option<AllocationId>,
    /// The withdrawal that an operator approved or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    withdrawal_id: Option<WithdrawalId>,
    /// The new weight of a business that was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<i16>,
    /// Whether the payouts of a business were switched on or off.
    #[serde(skip_serializing_if = "Option::is_none")]
    payouts_enabled: Option<bool>,
    /// The role of a member that was invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// For a business that has moved, the cell that it left for or arrived from.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_cell: Option<i16>,
    /// For a throttle, the maximum number of allocations a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_per_second: Option<i64>,
    /// For a throttle, the maximum number of cents a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_cents_per_second: Option<i64>,
    /// For a batch that was scheduled, when its items become ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_at: Option<DateTime<Utc>>,
    /// The number of items that the command affected.
    items: i64,
    /// The sum of their amounts, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The id of the request that gave the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    request_id: Option<Uuid>,
}

/// Lists the audit log, newest first.
///
/// Each command leaves one entry, written in the transaction that carries it out. The entry has the command's target,
/// the number of items and their amount, and the credential that gave the command, such as an API key, a member, the
/// operator token, or the database user of the command line.
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
