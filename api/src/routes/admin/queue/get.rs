//! GET /admin/queue: the state of the queue.

use axum::extract::State;
use domain::queue::{self, QueueStatus};
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::Json;
use crate::http::refusal::Refusal;

/// The number of jobs in each state, and the age of the oldest.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QueueStatus)]
pub struct Queue {
    /// The number of jobs that are ready. An estimate if there are many.
    ready: i64,
    /// The number of jobs that wait for a later time.
    deferred: i64,
    /// The number of parked allocations.
    dead: i64,
    /// The age of the oldest ready job that is neither paused nor throttled, or 0 without one.
    oldest_ready_age_seconds: f64,
    /// The number of businesses with ready jobs that are neither paused nor throttled.
    businesses_waiting: i64,
}

/// Returns the state of the queue.
///
/// The response has the number of jobs in each state, the number of businesses with waiting work, and the age of the
/// oldest ready job.
#[utoipa::path(
    get, path = "/admin/queue", tag = "operators", security(("operator_token" = [])),
    responses((status = 200, body = Queue), Problems)
)]
pub async fn get(_: Operator, State(app): State<App>) -> Result<Json<Queue>, Refusal> {
    let now = app.clock.now();
    let status = app.read(move |conn| queue::status(conn, now).boxed()).await?;
    Ok(Json(Queue::from(status)))
}

impl From<QueueStatus> for Queue {
    fn from(of: QueueStatus) -> Self {
        Self {
            ready: of.ready,
            deferred: of.deferred,
            dead: of.dead,
            oldest_ready_age_seconds: of.oldest_ready_age_seconds,
            businesses_waiting: of.businesses_waiting,
        }
    }
}
