//! GET /admin/dead: the parked allocations, each with its error.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{AllocationId, BatchId, BusinessId};
use domain::money::Cents;
use domain::queue;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::page::{List, ListAnswer, Page, PageQuery};
use crate::http::refusal::Refusal;

/// A parked allocation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ParkedAllocation)]
pub struct Dead {
    /// The allocation's id, `alc_…`.
    #[schema(value_type = String)]
    id: AllocationId,
    /// The business's id, `biz_…`.
    #[schema(value_type = String)]
    business_id: BusinessId,
    /// The batch that the allocation belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The amount, in cents.
    #[schema(value_type = i64)]
    amount: Cents,
    /// The number of attempts.
    attempts: i16,
    /// The error of the last attempt.
    error: String,
    /// When the allocation was accepted.
    created_at: DateTime<Utc>,
    /// When it was parked.
    died_at: DateTime<Utc>,
}

/// Lists the parked allocations (dead letters), newest request first.
///
/// An allocation that could not be applied in repeated attempts is parked with its last error, until a person decides.
/// A page has up to `limit` rows (at most 200). `next_cursor`, also in the `Link` header, leads to the next page.
#[utoipa::path(
    get, path = "/admin/dead", tag = "operators", security(("operator_token" = [])), params(PageQuery),
    responses((status = 200, body = List<Dead>), Problems)
)]
pub async fn list(
    _: Operator,
    State(app): State<App>,
    page: Page<AllocationId>,
) -> Result<ListAnswer<Dead>, Refusal> {
    let (before, fetch) = (page.after, page.fetch());
    let rows = app.read(move |conn| queue::list_dead(conn, before, fetch).boxed()).await?;
    Ok(page.answer(rows, |row| row.allocation_id, Dead::from))
}

impl From<queue::Dead> for Dead {
    fn from(of: queue::Dead) -> Self {
        Self {
            id: of.allocation_id,
            business_id: of.business_id,
            batch_id: of.batch_id,
            amount: of.amount,
            attempts: of.attempts,
            error: of.error,
            created_at: of.created_at,
            died_at: of.died_at,
        }
    }
}
