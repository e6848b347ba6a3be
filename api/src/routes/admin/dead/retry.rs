//! POST /admin/dead/{id}/retry: makes one more attempt for a parked allocation.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use domain::allocation::Status;
use domain::idempotency::{Caller, KeyedRequest};
use domain::ids::AllocationId;
use domain::steering;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::once::{Keyed, Outcome, replayed};
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{NoBody, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::admin::by_operator;
use crate::work::transact::{TransactError, Witness, WorkError};

/// A parked allocation that is queued again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RetriedAllocation)]
pub struct Retried {
    /// The allocation's id, `alc_…`.
    #[schema(value_type = String)]
    id: AllocationId,
    /// Always `pending`.
    status: &'static str,
}

/// Why an allocation is not queued again.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// There is no such allocation, or it is not parked.
    #[error("it is not parked")]
    NotParked,
    /// The database failed.
    #[error("it could not be queued")]
    Database(#[from] sqlx::Error),
}

/// Queues a parked allocation again.
///
/// The allocation becomes ready, and is parked again if it cannot be applied. An allocation that is not parked returns
/// 404.
#[utoipa::path(
    post, path = "/admin/dead/{id}/retry", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`alc_…`"), Keyed),
    responses((status = 200, body = Retried), Problems)
)]
pub async fn retry(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    keyed: Keyed,
    Path(id): Path<AllocationId>,
    _: NoBody,
) -> Result<Response<Body>, Problem> {
    let asked = keyed.asked(Caller::Operators, &id)?;
    let retried = retried(&app, request_id, id, asked).await?;
    Ok(retried.answer(StatusCode::OK, |id| Retried { id, status: Status::Pending.as_str() }))
}

/// Queues the allocation `id` again, once if the request has a key.
///
/// # Errors
/// 404 when the allocation is not parked.
pub async fn retried(
    app: &App,
    RequestId(request_id): RequestId,
    id: AllocationId,
    asked: Option<KeyedRequest>,
) -> Result<Outcome<AllocationId>, Problem> {
    let done = by_operator(app, request_id);
    let witness: Witness<AllocationId> =
        Box::new(move |_, conn| steering::is_recorded(conn, done.audit_id).boxed());
    let retried = app
        .once(
            asked,
            Some(witness),
            move |conn| {
                async move {
                    if steering::retry_dead(conn, id, done).await? {
                        Ok(id)
                    } else {
                        Err(RetryError::NotParked)
                    }
                }
                .boxed()
            },
            |id| *id,
            replayed,
        )
        .await?;
    app.work.give();
    Ok(retried)
}

impl WorkError for RetryError {
    fn split(self) -> Result<Self, sqlx::Error> {
        match self {
            Self::Database(error) => Err(error),
            refusal => Ok(refusal),
        }
    }
}

impl From<TransactError<RetryError>> for Problem {
    fn from(not_done: TransactError<RetryError>) -> Self {
        match not_done.from_work_error() {
            Ok(RetryError::NotParked) => Refusal::NotFound.problem(),
            Ok(RetryError::Database(_)) => Refusal::Internal.problem(),
            Err(refusal) => refusal.problem(),
        }
    }
}
