//! POST /admin/dead/{id}/retry: one more attempt for a parked allocation.

use axum::extract::State;
use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::queue;
use futures::FutureExt;
use serde::Serialize;

use crate::auth::Operator;
use crate::extract::{Json, Path};
use crate::refusal::Refusal;
use crate::state::App;

/// It is queued again.
#[derive(Debug, Serialize)]
pub struct Retried {
    id: AllocationId,
    status: &'static str,
}

/// Queues a parked allocation again.
pub async fn retry(
    _: Operator,
    State(app): State<App>,
    Path(id): Path<AllocationId>,
) -> Result<Json<Retried>, Refusal> {
    let now = app.clock.now();
    let business = app
        .transact(move |conn| {
            async move {
                let business = queue::retry_dead(conn, id, now).await?;
                if let Some(business) = business {
                    queue::announce(conn, business, now).await?;
                }
                Ok::<_, sqlx::Error>(business)
            }
            .boxed()
        })
        .await?;
    business.ok_or(Refusal::NotFound)?;
    app.work.give();
    Ok(Json(Retried { id, status: Status::Pending.as_str() }))
}
