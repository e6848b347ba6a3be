//! DELETE /admin/throttles?scope=…: everything, a business or a batch goes as fast as it can again.

use axum::extract::State;
use domain::steering::{Credential, Order};

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetBody, TouchedItems, steer};

/// Removes the throttle; one that is not there is fine, and nothing is touched.
pub async fn clear(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Query(target): Query<TargetBody>,
) -> Result<Json<TouchedItems>, Problem> {
    steer(&app, Order::Unthrottle(target.target()?), Credential::Operator, request_id, preview).await
}
