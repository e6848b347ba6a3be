//! POST /admin/resume: everything, a business or a batch.

use axum::extract::State;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetBody, TouchedItems, steer};

/// Pays it again.
pub async fn resume(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(body): Json<TargetBody>,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, Order::Resume(body.target()?), Credential::Operator, request_id, preview).await
}
