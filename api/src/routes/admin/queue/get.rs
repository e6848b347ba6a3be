//! GET /admin/queue: how the queue stands.

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

/// Counts, and how long the oldest has waited.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QueueStatus)]
pub struct Queue {
    ready: i64,
    deferred: i64,
    dead: i64,
    oldest_ready_age_seconds: f64,
    businesses_waiting: i64,
}

/// Counts the queue.
///
/// What is ready, what is deferred, what was parked, how many businesses have work that waits, and how long the oldest
/// has waited. A large queue is told by a sample.
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
