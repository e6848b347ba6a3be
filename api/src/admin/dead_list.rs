//! GET /admin/dead: what was parked, with its error.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{AllocationId, BatchId, BusinessId};
use domain::money::Cents;
use domain::queue;
use futures::FutureExt;
use serde::Serialize;

use crate::auth::Operator;
use crate::page::{ListAnswer, Page};
use crate::refusal::Refusal;
use crate::state::App;

/// A parked allocation.
#[derive(Debug, Serialize)]
pub struct Dead {
    id: AllocationId,
    business_id: BusinessId,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch_id: Option<BatchId>,
    amount: Cents,
    attempts: i16,
    error: String,
    created_at: DateTime<Utc>,
    died_at: DateTime<Utc>,
}

/// Parked allocations, newest request first.
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
