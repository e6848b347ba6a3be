//! GET /v1/allocations/{id}

use axum::extract::State;
use domain::allocation;
use domain::ids::{AllocationId, BusinessId};
use futures::FutureExt;

use super::{Allocation, find_holds};
use crate::app::App;
use crate::auth::Merchant;
use crate::http::answers::Problems;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::http::refusal::Refusal;

/// Returns an allocation.
///
/// The response has its `status`, and if it was not paid, a `code` that says why. While it is pending, `held_by` says
/// what holds it, such as a pause, a throttle or a schedule.
#[utoipa::path(
    get, path = "/v1/allocations/{id}", tag = "allocations", security(("secret_key" = [])),
    params(("id" = String, Path, description = "`alc_…`")),
    responses(
        (status = 200, body = Allocation),
        (status = 404, description = "No such allocation", body = Problem, content_type = "application/problem+json"),
        Problems,
    )
)]
pub async fn get(
    State(app): State<App>,
    Merchant(caller): Merchant,
    Path(id): Path<AllocationId>,
) -> Result<Json<Allocation>, Refusal> {
    found(&app, caller.business_id, id).await.map(Json)
}

/// Returns the allocation `id` of `business`, with what holds it.
///
/// # Errors
/// 404 when the business has no such allocation.
pub async fn found(app: &App, business: BusinessId, id: AllocationId) -> Result<Allocation, Refusal> {
    let found = app.read(move |conn| allocation::get(conn, business, id).boxed()).await?;
    let found = found.ok_or(Refusal::NotFound)?;
    let held = find_holds(app, business, std::slice::from_ref(&found)).await?;
    Ok(Allocation::shown(found, &held))
}
