//! GET /v1/allocations/{id}

use axum::extract::State;
use domain::allocation;
use domain::ids::AllocationId;
use futures::FutureExt;

use super::{Allocation, what_holds};
use crate::auth::Merchant;
use crate::extract::{Json, Path};
use crate::openapi::Problems;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::App;

/// One allocation.
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
    let business = caller.business_id;
    let found = app.read(move |conn| allocation::get(conn, business, id).boxed()).await?;
    let found = found.ok_or(Refusal::NotFound)?;
    let held = what_holds(&app, business, std::slice::from_ref(&found)).await?;
    Ok(Json(Allocation::shown(found, &held)))
}
