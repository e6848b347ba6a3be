//! PUT /admin/throttles: sets the throttle of everything, a business or a batch.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use domain::ids::{BatchId, BusinessId};
use domain::steering::{Command, Credential};
use domain::throttle::Rates;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Query};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::routes::steering::{Asking, Preview, Scope, TargetBody, TouchedItems, steer};

/// A target and its throttle.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewThrottle)]
pub struct Request {
    /// The scope of the target.
    scope: Scope,
    /// The business's id, `biz_…`. Optional for the scope `batch`.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The maximum number of allocations a second, over all workers together.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_per_second: Option<i64>,
    /// The maximum number of cents a second, over all workers together.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    max_cents_per_second: Option<i64>,
}

/// Sets a throttle, replacing an earlier one.
///
/// Claims that begin later obey it. All workers share it. `max_per_second` counts allocations, `max_cents_per_second`
/// their cents.
#[utoipa::path(
    put, path = "/admin/throttles", tag = "operators", security(("operator_token" = [])), params(Preview), request_body = Request,
    responses(
        (status = 200, body = TouchedItems),
        (status = 404, description = "No such business or batch", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The state of the batch does not permit it", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn set(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Query(preview): Query<Preview>,
    Json(request): Json<Request>,
) -> Result<Response<Body>, Problem> {
    steer(&app, request.command()?, Credential::Operator, Asking(request_id, preview), None).await
}

impl Request {
    /// Returns the command that the request asks for.
    ///
    /// # Errors
    /// A problem that names the field at fault.
    pub fn command(&self) -> Result<Command, Problem> {
        let target = TargetBody::new(self.scope, self.business_id, self.batch_id).target()?;
        Ok(Command::Throttle(target, Rates::new(self.max_per_second, self.max_cents_per_second)?))
    }
}
