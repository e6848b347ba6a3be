//! PUT /admin/throttles: how fast everything, a business or a batch may go from now on.

use axum::extract::State;
use domain::steering::{Credential, Order};
use domain::throttle::Rates;
use serde::Deserialize;

use crate::auth::Operator;
use crate::extract::{Json, Query};
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::state::App;
use crate::steering::{Preview, TargetBody, TouchedItems, steer};

/// What goes how fast.
#[derive(Debug, Deserialize)]
pub struct Request {
    #[serde(flatten)]
    target: TargetBody,
    max_per_second: Option<i64>,
    max_cents_per_second: Option<i64>,
}

/// Sets the throttle, in place of its earlier one. Claims that begin later obey it, in every worker.
pub async fn set(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(request): Json<Request>,
) -> Result<Json<TouchedItems>, Problem> {
    let target = request.target.target()?;
    let rates = Rates::new(request.max_per_second, request.max_cents_per_second)
        .map_err(|wrong| Problem::field(wrong.field, "out_of_range", wrong.to_string()))?;
    steer(&app, Order::Throttle(target, rates), Credential::Operator, request_id, preview).await
}
