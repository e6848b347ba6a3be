//! PATCH /admin/businesses/{id}

use axum::extract::State;
use domain::business::{self, Changes, MAX_WEIGHT};
use domain::ids::BusinessId;
use domain::steering::{self, AuditContext, Credential, SteerError};
use futures::FutureExt;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Business;
use crate::app::App;
use crate::auth::Operator;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;
use crate::http::request_id::RequestId;
use crate::routes::v1::api_keys::check_name;

/// The fields to change. A field that is absent keeps its value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BusinessChange)]
pub struct Request {
    /// The new name, 1 to 200 characters.
    name: Option<String>,
    /// Whether payouts are switched on.
    payouts_enabled: Option<bool>,
    /// How many claims long a turn of the business is.
    #[schema(minimum = 1, maximum = 20)]
    weight: Option<i16>,
}

/// Renames a business, switches its payouts on or off, or changes its weight.
///
/// A field that is absent keeps its value. While payouts are switched off, waiting allocations and withdrawals are held
/// and new requests are rejected with 403. A `weight` of n (1 to 20) makes each turn of the business n claims long.
#[utoipa::path(
    patch, path = "/admin/businesses/{id}", tag = "operators", security(("operator_token" = [])), params(("id" = String, Path, description = "`biz_…`")), request_body = Request,
    responses((status = 200, body = Business), Problems)
)]
pub async fn update(
    _: Operator,
    State(app): State<App>,
    request_id: RequestId,
    Path(id): Path<BusinessId>,
    Json(request): Json<Request>,
) -> Result<Json<Business>, Problem> {
    if let Some(name) = &request.name {
        check_name(name)?;
    }
    if request.weight.is_some_and(|weight| !(1..=MAX_WEIGHT).contains(&weight)) {
        let message = format!("The weight must be from 1 to {MAX_WEIGHT}.");
        return Err(Problem::field("weight", "out_of_range", message));
    }
    let Request { name, payouts_enabled, weight } = request;
    let changes = Changes { name, payouts_enabled, weight };
    Ok(Json(changed(&app, Credential::Operator, request_id, id, changes).await?.into()))
}

/// Makes `changes` to the business `id` and returns it. `by` is recorded in the audit log.
///
/// # Errors
/// 404 when there is no such business, and 409 when a member may not undo what an operator has done.
pub async fn changed(
    app: &App,
    by: Credential,
    RequestId(request_id): RequestId,
    id: BusinessId,
    changes: Changes,
) -> Result<business::Business, Problem> {
    let (audit_id, now) = (app.clock.id(), app.clock.now());
    let done = AuditContext { by, request_id: Some(request_id), audit_id, now };
    let changed = app
        .transact(move |conn| {
            async move {
                steering::change(conn, id, &changes, done).await?;
                Ok::<_, SteerError>(business::get(conn, id).await?)
            }
            .boxed()
        })
        .await?;
    app.key_cache.forget();
    app.look_for_holds().await;
    changed.ok_or_else(|| Refusal::NotFound.into())
}
