//! GET /v1/batches/{id}

use axum::extract::State;
use domain::batch::{self, Batch};
use domain::ids::{BatchId, BusinessId};
use futures::FutureExt;

use super::{BatchBody, no_such_batch};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;

/// Returns a batch, with its counts and amounts by state.
///
/// While the batch is being paid, `progress` has the current rate and when it will be finished. `held_by` says
/// what holds it, such as a pause, a throttle or its schedule.
#[utoipa::path(
    get, path = "/v1/batches/{id}", tag = "batches", security(("secret_key" = [])),
    params(("id" = String, Path, description = "bat_…")),
    responses((status = 200, body = BatchBody), Problems)
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchBody>, Problem> {
    let batch = find(&app, caller.business_id, id).await?;
    Ok(Json(BatchBody::from(&batch)))
}

/// Returns the batch `id` of `business`.
pub(crate) async fn find(app: &App, business: BusinessId, id: BatchId) -> Result<Batch, Problem> {
    let now = app.clock.now();
    let found =
        app.read(move |conn| async move { batch::get(conn, business, id, now).await }.boxed()).await?;
    found.ok_or_else(no_such_batch)
}
