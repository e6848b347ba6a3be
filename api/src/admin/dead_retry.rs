//! POST /admin/dead/{id}/retry: one more attempt for a parked allocation.

use axum::extract::State;
use domain::allocation::Status;
use domain::ids::AllocationId;
use domain::steering;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use super::by_operator;
use crate::auth::Operator;
use crate::extract::{Json, NoBody, Path};
use crate::openapi::Problems;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::state::App;
use crate::transact::Witness;

/// It is queued again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RetriedAllocation)]
pub struct Retried {
    #[schema(value_type = String)]
    id: AllocationId,
    status: &'static str,
}

/// Queues a parked allocation again.
#[utoipa::path(
    post, path = "/admin/dead/{id}/retry", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`alc_…`")),
    responses((status = 200, body = Retried), Problems)
)]
pub async fn retry(
    _: Operator,
    State(app): State<App>,
    RequestId(request_id): RequestId,
    Path(id): Path<AllocationId>,
    _: NoBody,
) -> Result<Json<Retried>, Refusal> {
    let done = by_operator(&app, request_id);
    let witness: Witness<bool> = Box::new(move |retried, conn| {
        let retried = *retried;
        async move { Ok(!retried || steering::is_recorded(conn, done.audit_id).await?) }.boxed()
    });
    let retrying = app.transact_witnessed(witness, move |conn| steering::retry_dead(conn, id, done).boxed());
    if !retrying.await? {
        return Err(Refusal::NotFound);
    }
    app.work.give();
    Ok(Json(Retried { id, status: Status::Pending.as_str() }))
}
