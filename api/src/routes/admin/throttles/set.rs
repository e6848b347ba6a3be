//! PUT /admin/throttles: how fast everything, a business or a batch may go from now on.

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

/// What goes how fast.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewThrottle)]
pub struct Request {
    /// How much of it.
    scope: Scope,
    /// Which business, `biz_…`; that of the batch may be left out.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// Which batch, `bat_…`.
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// Allocations per second, over all workers together.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_per_second: Option<i64>,
    /// Cents per second.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    max_cents_per_second: Option<i64>,
}

/// Sets the throttle, in place of its earlier one.
///
/// Claims that begin later obey it, in every worker. The workers share it; `max_per_second` counts allocations,
/// `max_cents_per_second` their cents.
#[utoipa::path(
    put, path = "/admin/throttles", tag = "operators", security(("operator_token" = [])), params(Preview), request_body = Request,
    responses(
        (status = 200, body = TouchedItems),
        (status = 404, description = "No such business or batch", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The batch's state does not permit it", body = Problem, content_type = "application/problem+json"),
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
    /// The command that it asks for.
    ///
    /// # Errors
    /// A problem that names the field at fault.
    pub fn command(&self) -> Result<Command, Problem> {
        let target = TargetBody::new(self.scope, self.business_id, self.batch_id).target()?;
        Ok(Command::Throttle(target, Rates::new(self.max_per_second, self.max_cents_per_second)?))
    }
}
